using ControlPlane.Domain.Access;
using ControlPlane.Server.Agents.Pages;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Agents;

public sealed class AgentKeysPageTests(SharedServer shared, TestPostgres postgres) : IClassFixture<SharedServer>
{
    private readonly TestServer server = shared.Server;
    private readonly string agent = Names.New("billing");

    [Fact]
    public async Task A_viewer_sees_the_keys_and_no_button()
    {
        await server.AddAgentAsync(agent);
        var key = await server.AddKeyAsync(agent);

        var html = await RenderAsync(server, Role.Viewer);

        Assert.Contains(key.Text("prefix"), html, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Text("secret"), html, StringComparison.Ordinal);
        Assert.Contains("needs the role <b>manager</b>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<button", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manager_sees_what_to_do_with_them()
    {
        await server.AddAgentAsync(agent);
        await server.AddKeyAsync(agent);

        var html = await RenderAsync(server, Role.Manager);

        foreach (var word in new[] { "Create key", "Rotate…", "Revoke…", "any agent", "Bootstrap:IngestKey" })
        {
            Assert.Contains(word, System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_keys_of_one_agent_show_no_other()
    {
        await server.AddAgentAsync(agent);
        var other = Names.New("support");
        await server.AddAgentAsync(other);
        var billing = await server.AddKeyAsync(agent);
        var support = await server.AddKeyAsync(other);
        var id = await server.ScalarAsync<Guid>($"SELECT id FROM agents WHERE slug = '{other}'");

        var html = await RenderAsync(server, Role.Manager, id);

        Assert.Contains(support.Text("prefix"), html, StringComparison.Ordinal);
        Assert.DoesNotContain(billing.Text("prefix"), html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_keys_the_page_says_what_to_do()
    {
        await using var own = await TestServer.StartAsync(postgres, null, null, TestServer.NoBootstrap);

        Assert.Contains("There are no keys yet", await RenderAsync(own, Role.Manager), StringComparison.Ordinal);
    }

    private static Task<string> RenderAsync(TestServer server, Role role, Guid? agentId = null) =>
        server.RenderAsync<AgentKeys>(role, null, (nameof(AgentKeys.AgentId), agentId));
}
