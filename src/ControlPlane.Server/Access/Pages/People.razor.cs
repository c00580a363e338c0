using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace ControlPlane.Server.Access.Pages;

/// <summary>Who may sign in, and as what.</summary>
public sealed partial class People : IDisposable
{
    private static readonly string[] Roles = [.. Enum.GetValues<Role>().Select(Word)];

    private LiveView<IReadOnlyList<PersonRow>> view = null!;
    private IssuedLink? issued;
    private Guid? me;
    private int asked; // so that a choice that was taken back shows the old role again

    private string email = "";
    private string name = "";
    private string role = Word(Role.Viewer);

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = null!;

    [Inject]
    private PeopleQueries Queries { get; set; } = null!;

    [Inject]
    private InvitePerson Invite { get; set; } = null!;

    [Inject]
    private ChangePerson Change { get; set; } = null!;

    [Inject]
    private ResetPassword Reset { get; set; } = null!;

    [Inject]
    private Saving Saving { get; set; } = null!;

    [Inject]
    private Confirmations Questions { get; set; } = null!;

    [Inject]
    private LivePages Live { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    private string? Count =>
        view.Value is not { } people ? null
        : people.Count == 1 ? "1 person"
        : $"{people.Count} people, {people.Count(static person => person.Role == Role.Admin && !person.Disabled)} can administer";

    private string LinkTitle =>
        issued?.Person.State == "invited"
            ? $"Invitation for {issued.Person.DisplayName}."
            : $"Link to a new password for {issued?.Person.DisplayName}.";

    protected override void OnInitialized()
    {
        view = Live.View<IReadOnlyList<PersonRow>>(InvokeAsync, StateHasChanged);
        Saving.Changed = view.ReloadAsync;
    }

    protected override async Task OnInitializedAsync()
    {
        me = (await CallerAsync()).PersonId();
        await view.OpenAsync(PersonTopics.All, "people", Queries.AllAsync);
    }

    public void Dispose() => view.Dispose();

    private async Task<ClaimsPrincipal> CallerAsync() => (await Authentication.GetAuthenticationStateAsync()).User;

    private string LinkOf(IssuedLink link) => Address.BaseUri.TrimEnd('/') + link.Address;

    private string? Invalid(string field) => Saving.Errors?.ContainsKey(field) == true ? "true" : null;

    private async Task InviteAsync()
    {
        var outcome = await Saving.DoAsync(
            async () => await Invite.HandleAsync(new(email, name, role), await CallerAsync()),
            $"{name} invited"
        );
        if (outcome.Done)
        {
            issued = outcome.Value;
            (email, name, role) = ("", "", Word(Role.Viewer));
        }
    }

    private async Task ResetAsync(PersonRow person, string? why)
    {
        var outcome = await Saving.DoAsync(
            async () => await Reset.HandleAsync(person.Id, (await CallerAsync()).Because(why), CancellationToken.None),
            $"Link for {person.DisplayName} made"
        );
        issued = outcome.Value ?? issued;
    }

    private async Task ChangeRoleAsync(PersonRow person, ChangeEventArgs change)
    {
        var wanted = change.Value?.ToString() ?? "";
        var reply = await Questions.AskAsync(
            new(
                $"Make {person.DisplayName} {wanted}?",
                $"{RoleWords(wanted)} It holds at once, on open pages too.",
                "Change role"
            )
        );
        if (reply.Yes)
        {
            await ChangeAsync(
                person.Id,
                new(Role: wanted),
                $"{person.DisplayName} is {wanted} now",
                new(Role: Word(person.Role)),
                reply.Why
            );
        }

        asked++;
    }

    private Task EnableAsync(PersonRow person, bool enabled, string? why = null) =>
        ChangeAsync(
            person.Id,
            new(Disabled: !enabled),
            $"{person.DisplayName} {(enabled ? "enabled" : "disabled")}",
            new(Disabled: enabled),
            why
        );

    private Task ChangeAsync(Guid person, PersonChange change, string said, PersonChange back, string? why) =>
        Saving.DoAsync(() => ApplyAsync(person, change, why), said, () => ApplyAsync(person, back, null));

    private async Task<Outcome<PersonRow>> ApplyAsync(Guid person, PersonChange change, string? why) =>
        await Change.HandleAsync(person, change, (await CallerAsync()).Because(why), CancellationToken.None);

    private static Question ResetQuestion(PersonRow person) =>
        person.State == "invited"
            ? new("Make a new invitation link?", $"The link that {person.DisplayName} has stops working.", "Make link")
            : new(
                $"Reset the password of {person.DisplayName}?",
                "The present password stops working and every session ends at once. You get a link to hand over, which "
                    + "works once and for a day.",
                "Reset password"
            );

    private static Question DisableQuestion(PersonRow person) =>
        new(
            $"Disable {person.DisplayName}?",
            "Open pages close at once, and neither sign-in nor personal tokens work until somebody enables the account "
                + "again. Agent keys that were given out stay valid.",
            "Disable"
        );

    private static string Word(Role role) => role.ToString().ToLowerInvariant();

    private static string RoleWords(string role) =>
        role switch
        {
            "viewer" => "A viewer reads everything and changes nothing.",
            "operator" => "An operator also decides, stops a single agent and reports runs.",
            "manager" => "A manager also sets limits, registers agents, gives out agent keys and reads the audit log.",
            _ => "An admin also invites people and changes the settings of the server.",
        };
}
