namespace ControlPlane.Architecture.Tests.Rules;

internal static class Nothing
{
    /// <summary>Fails with every violation, a line each; xunit's own message shortens them.</summary>
    public static void In(IReadOnlyList<string> violations)
    {
        if (violations.Count > 0)
        {
            Assert.Fail(string.Join('\n', violations.Prepend($"{violations.Count} violations:")));
        }
    }
}
