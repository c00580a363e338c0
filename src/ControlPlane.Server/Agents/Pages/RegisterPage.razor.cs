using System.Security.Claims;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace ControlPlane.Server.Agents.Pages;

/// <summary>Registers an agent, gives it a key, and shows what to paste where until it reports.</summary>
public sealed partial class RegisterPage
{
    private readonly AgentFormFields fields = new();
    private AgentRow? made;
    private IssuedToken? key;
    private int days = 365;

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = null!;

    [Inject]
    private RegisterAgent Register { get; set; } = null!;

    [Inject]
    private IssueAgentKey Issue { get; set; } = null!;

    [Inject]
    private Saving Saving { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private async Task RegisterAsync()
    {
        var agent = new NewAgent(
            null,
            fields.Name,
            AgentFormFields.Given(fields.Team),
            AgentFormFields.Given(fields.Owner),
            AgentFormFields.Given(fields.Description),
            null,
            AgentFormFields.Given(fields.Environment)
        );
        var outcome = await Saving.DoAsync(
            async () => await Register.HandleAsync(agent, await CallerAsync(), CancellationToken.None),
            $"{fields.Name} registered"
        );
        made = outcome.Value;
        if (made is not null)
        {
            await MakeKeyAsync();
        }
    }

    private async Task MakeKeyAsync()
    {
        DateTimeOffset? end = days == 0 ? null : Time.GetUtcNow().AddDays(days);
        var issued = await Saving.DoAsync(async () =>
            await Issue.HandleAsync(new(made!.Id, "First key", null, end), await CallerAsync(), CancellationToken.None)
        );
        key = issued.Value;
    }

    private async Task<ClaimsPrincipal> CallerAsync() => (await Authentication.GetAuthenticationStateAsync()).User;
}
