using System.Net;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

public sealed class SettingsTests(Dashboard dashboard)
{
    private const string Chosen = "a-password-i-chose-myself";

    [Fact]
    public async Task Whoever_is_invited_signs_in_elsewhere_and_is_out_at_once_when_disabled()
    {
        var email = Span.NewId() + "@example.org";
        var admin = await dashboard.SignInAsync();
        await admin.OpenAsync("/settings/people");
        await admin.Locator("input[name=invite-email]").FillAsync(email);
        await admin.Locator("input[name=invite-name]").FillAsync("Invited " + email);
        await admin.Locator("select[name=invite-role]").SelectOptionAsync("operator");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        var link = await admin.GetByRole(AriaRole.Textbox, new() { Name = "Link", Exact = true }).InputValueAsync();
        var row = admin.Locator($"tr[data-person='{email}']");
        await Expect(row).ToContainTextAsync("invited");

        var guest = await dashboard.NewPageAsync();
        await guest.GotoAsync(link);
        await guest.Locator("input[name=chosen]").FillAsync(Chosen);
        await guest.Locator("input[name=repeated]").FillAsync(Chosen);
        await guest.GetByRole(AriaRole.Button, new() { Name = "Set password" }).ClickAsync();
        await Expect(guest.GetByText("Your password is set")).ToBeVisibleAsync();
        await guest.Locator("input[name=password]").FillAsync(Chosen);
        await guest.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await guest.UntilInteractiveAsync();
        await Expect(row).ToContainTextAsync("active");

        await row.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await admin.Locator("dialog[open] input[name=why]").FillAsync("left the <b>team</b>");
        await admin.ConfirmAsync("Disable");

        await Expect(guest.Locator("input[name=password]")).ToBeVisibleAsync();
        await Expect(row).ToContainTextAsync("disabled");
        await admin.OpenAsync("/audit?action=disable.person&subject=" + email);
        await Expect(admin.Locator("tr[data-entry]")).ToContainTextAsync("left the <b>team</b>");
        await Expect(admin.GetByLabel("Action")).ToHaveValueAsync("disable.person");
    }

    [Fact]
    public async Task A_new_role_reaches_the_open_page_by_itself()
    {
        var email = Span.NewId() + "@example.org";
        await dashboard.AddPersonAsync(email, "viewer", Chosen);
        var person = await dashboard.SignInAsync(email, Chosen);
        await person.Locator("input[name=current]").FillAsync(Chosen);
        await person.Locator("input[name=chosen]").FillAsync(Chosen + "!");
        await person.Locator("input[name=repeated]").FillAsync(Chosen + "!");
        await person.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await person.OpenAsync("/agents");
        await person.MarkAsync();
        await Expect(person.GetByRole(AriaRole.Link, new() { Name = "Audit" })).ToHaveCountAsync(0);

        var admin = await dashboard.SignInAsync();
        await admin.OpenAsync("/settings/people");
        await admin.Locator($"tr[data-person='{email}'] select").SelectOptionAsync("manager");
        await admin.ConfirmAsync("Change role");

        await Expect(person.GetByRole(AriaRole.Link, new() { Name = "Audit" })).ToBeVisibleAsync();
        await person.AssertNotReloadedAsync();
    }

    [Fact]
    public async Task A_session_that_is_ended_in_another_browser_closes_its_open_page()
    {
        var here = await dashboard.SignInAsync();
        var there = await dashboard.SignInAsync(Dashboard.AdminEmail, Dashboard.AdminPassword);
        await there.UntilInteractiveAsync();
        await there.OpenAsync("/settings/account");
        var id = await there.Locator("tr[data-session]:has(.chip)").GetAttributeAsync("data-session");
        await here.OpenAsync("/settings/account");

        await here.Locator($"tr[data-session='{id}']").GetByRole(AriaRole.Button).ClickAsync();
        await here.ConfirmAsync("End it");

        await Expect(there.Locator("input[name=password]")).ToBeVisibleAsync();
        await Expect(here.Locator($"tr[data-session='{id}']")).ToHaveCountAsync(0);
        await Expect(here.Locator("#toasts")).ToContainTextAsync("ended");
    }

    [Fact]
    public async Task Switching_a_pattern_off_asks_first_and_can_be_undone()
    {
        var name = "OFF-" + Span.NewId();
        await dashboard.PostAsync(
            "/api/v1/redaction/patterns",
            new
            {
                name,
                expression = name,
                kind = "off",
            }
        );
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/settings/redaction");
        var row = page.Locator($"tr[data-pattern='{name}']");

        await row.GetByRole(AriaRole.Button, new() { Name = "Switch off" }).ClickAsync();
        await page.ConfirmAsync("Cancel");
        await Expect(row).ToContainTextAsync("in force");
        await row.GetByRole(AriaRole.Button, new() { Name = "Switch off" }).ClickAsync();
        await page.ConfirmAsync("Switch off");
        await Expect(row.Locator(".status")).ToHaveTextAsync("off");

        await page.Locator(".toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(row.Locator(".status")).ToHaveTextAsync("in force");
        await Expect(page.Locator("#toasts")).ToContainTextAsync("Undone");
    }

    [Fact]
    public async Task An_agent_is_registered_reports_with_its_key_and_the_key_is_rotated()
    {
        var name = "registered-" + Span.NewId();
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/register-agent");
        await page.Locator("input[name=agent-name]").FillAsync(name);
        await page.Locator("input[name=agent-owner]").FillAsync("Ada");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register and make a key" }).ClickAsync();
        var report = page.Locator("[data-received]");
        await Expect(report).ToContainTextAsync("Waiting for the first span");
        var secret = await page.GetByRole(AriaRole.Textbox, new() { Name = "Key", Exact = true }).InputValueAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "curl" }).ClickAsync();
        await Expect(page.Locator(".set-up pre")).ToContainTextAsync(secret);
        await page.MarkAsync();

        var span = new Span(Span.NewTrace(), Span.NewId(), null, "first of " + name, 0, 1) { IsAgent = true };
        using (var accepted = await dashboard.TrySendAsync(name, secret, span))
        {
            Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        }

        await Expect(report).ToContainTextAsync("First span received");
        await page.AssertNotReloadedAsync();
        await report.GetByRole(AriaRole.Link, new() { Name = "See the run" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("first of " + name);

        await page.OpenAsync("/agents/" + name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate First key" }).ClickAsync();
        await page.Locator("dialog[open] select").SelectOptionAsync("1");
        await page.ConfirmAsync("Rotate");
        var next = await page.GetByRole(AriaRole.Textbox, new() { Name = "Key", Exact = true }).InputValueAsync();
        await Expect(page.GetByText("old key, ends")).ToBeVisibleAsync();
        foreach (var key in new[] { secret, next })
        {
            using var both = await dashboard.TrySendAsync(name, key, span);
            Assert.Equal(HttpStatusCode.OK, both.StatusCode);
        }
    }

    [Fact]
    public async Task An_agent_is_edited_and_deleted_after_its_name_was_typed()
    {
        var name = "doomed-" + Span.NewId();
        await dashboard.SendAsync(name, new Span(Span.NewTrace(), Span.NewId(), null, "run", 0, 1) { IsAgent = true });
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/agents/" + name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await page.Locator("input[name=agent-owner]").FillAsync("Grace");
        await page.Locator("input[name=agent-environment]").FillAsync("production");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".strip")).ToContainTextAsync("Grace");
        await Expect(page.Locator(".strip")).ToContainTextAsync("production");

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        var act = page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Delete the agent" });
        await Expect(act).ToBeDisabledAsync();
        await page.Locator("dialog[open] input[name=typed-name]").FillAsync(name);
        await act.ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Agents" })).ToBeVisibleAsync();
        await page.OpenAsync("/agents/" + name);
        await Expect(page.GetByText("There is no such agent")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_pattern_is_tried_before_it_is_saved_and_then_holds()
    {
        var word = "ZED-" + Span.NewId();
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/settings/redaction");
        await page.Locator("textarea[name=try-text]").FillAsync($"of {word} and 4111 1111 1111 1111");
        await page.Locator("input[name=pattern-expression]").FillAsync("(");
        await Expect(page.GetByText("Is no regular expression")).ToBeVisibleAsync();
        await page.Locator("input[name=pattern-expression]").FillAsync("ZED-[0-9a-f]{16}");
        await page.Locator("input[name=pattern-kind]").FillAsync("zed");
        await Expect(page.Locator("[data-tried]")).ToHaveTextAsync("of [redacted:zed] and [redacted:card-number]");

        await page.Locator("input[name=pattern-name]").FillAsync(word);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add pattern" }).ClickAsync();
        await Expect(page.Locator($"tr[data-pattern='{word}']")).ToContainTextAsync("in force");

        var span = new Span(Span.NewTrace(), Span.NewId(), null, "about " + word, 0, 1) { IsAgent = true };
        await dashboard.SendAsync("pattern-agent", span);
        await page.OpenAsync("/runs?agent=pattern-agent");
        await Expect(page.Run("about [redacted:zed]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_shorter_retention_is_written_to_the_audit_log_with_both_values()
    {
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/settings/retention");
        await page.Locator("input[name=days-production]").FillAsync("89");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.Locator("dialog[open] input[name=why]").FillAsync("the disk is full");
        await page.ConfirmAsync("Save");
        await Expect(page.Locator("tr[data-class=production]")).ToContainTextAsync("89 days");

        await page.OpenAsync("/audit?action=change.retention");
        await page.GetByRole(AriaRole.Button, new() { Name = "Details of change retention" }).First.ClickAsync();
        await Expect(page.Locator(".audit-details").First).ToContainTextAsync("89");
        await page.GetByTitle("Link to this entry").First.ClickAsync();
        await Expect(page.Locator("tr[data-entry]")).ToHaveCountAsync(1);
        await Expect(page.Locator(".audit-details")).ToContainTextAsync("the disk is full");
    }

    [Fact]
    public async Task A_chosen_time_zone_holds_on_all_pages()
    {
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/settings/account");
        await page.Locator("select[data-zone-choice]").SelectOptionAsync("Asia/Tokyo");
        await Expect(page.GetByText("Now shown in Asia/Tokyo")).ToBeVisibleAsync();

        await page.OpenAsync("/audit");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-zone", "Asia/Tokyo");
    }
}
