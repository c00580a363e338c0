using Bunit;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Audit.Pages;

namespace ControlPlane.Components.Tests.Audit;

public sealed class AuditTableTests : PageContext
{
    [Fact]
    public void A_reason_is_shown_as_the_text_it_is_in_the_list_and_in_the_details()
    {
        var entry = new AuditEntry
        {
            Id = Guid.CreateVersion7(Steps.Start),
            At = Steps.Start,
            ActorKind = "person",
            ActorName = "Ada",
            Action = "disable.person",
            SubjectKind = "person",
            SubjectName = "grace@example.org",
            Reason = "<img src=x onerror=alert(1)> left",
        };

        var table = Render<AuditTable>(p =>
            p.Add(t => t.Entries, [entry]).Add(t => t.Opened, new HashSet<Guid> { entry.Id })
        );

        Assert.Empty(table.FindAll("img"));
        Assert.Equal(entry.Reason, table.Find("td.wide").TextContent);
        Assert.Equal(entry.Reason, table.Find(".audit-details dd").TextContent);
    }
}
