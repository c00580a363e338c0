using ControlPlane.Server.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace ControlPlane.Server.Agents.Pages;

/// <summary>Registers an agent, gives it a key, and shows what to paste where until it reports.</summary>
public sealed partial class RegisterPage
{
    private readonly AgentFormFields fields = new();
    private IReadOnlyDictionary<string, string[]>? errors;
    private AgentRow? made;
    private IssuedToken? key;
    private string? refused;
    private bool busy;
    private int days = 365;

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = null!;

    [Inject]
    private RegisterAgent Register { get; set; } = null!;

    [Inject]
    private IssueAgentKey Issue { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private async Task RegisterAsync()
    {
        busy = true;
        var caller = (await Authentication.GetAuthenticationStateAsync()).User;
        var agent = new NewAgent(
            null,
            fields.Name,
            AgentFormFields.Given(fields.Team),
            AgentFormFields.Given(fields.Owner),
            AgentFormFields.Given(fields.Description),
            null,
            AgentFormFields.Given(fields.Environment)
        );
        var outcome = await Register.HandleAsync(agent, caller, CancellationToken.None);
        (errors, made, busy) = (outcome.Refusal?.Errors, outcome.Value, false);
        refused = errors is null ? outcome.Refusal?.Detail : null;
        if (made is null)
        {
            return;
        }

        DateTimeOffset? end = days == 0 ? null : Time.GetUtcNow().AddDays(days);
        var issued = await Issue.HandleAsync(new(made.Id, "First key", null, end), caller, CancellationToken.None);
        (key, refused) = (issued.Value, issued.Refusal?.Detail);
    }
}
