using System.Reflection;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Tests.Runs;

public sealed class StepContentTests
{
    private static readonly PropertyInfo[] Parts =
    [
        .. typeof(StepContent).GetProperties(BindingFlags.Public | BindingFlags.Instance),
    ];

    public static TheoryData<string> Names => [.. Parts.Select(static part => part.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_one_report_leaves_out_another_adds(string name)
    {
        var part = Parts.Single(part => part.Name == name);
        var telling = With(part, "from the other");

        Assert.Same(part.GetValue(telling), part.GetValue(StepContent.Empty.CompletedBy(telling)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_report_says_stays(string name)
    {
        var part = Parts.Single(part => part.Name == name);
        var own = With(part, "its own");

        Assert.Same(part.GetValue(own), part.GetValue(own.CompletedBy(With(part, "from the other"))));
    }

    private static StepContent With(PropertyInfo part, string text)
    {
        var content = new StepContent();
        object value =
            part.PropertyType == typeof(string) ? text
            : part.PropertyType == typeof(JsonNode) ? JsonValue.Create(text)
            : new[] { new Message("user", [new MessagePart("text", text)]) };
        part.SetValue(content, value);
        return content;
    }
}
