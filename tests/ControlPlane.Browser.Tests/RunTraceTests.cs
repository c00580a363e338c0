using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

/// <summary>One run: folding, finding, links between calls and results, attempts, deep links, and the session around it.</summary>
public sealed class RunTraceTests(Dashboard dashboard)
{
    private readonly string agent = "trace-" + Span.NewId();
    private readonly string session = "talk " + Span.NewId();
    private readonly string trace = Span.NewTrace();
    private readonly string root = Span.NewId();
    private readonly string model = Span.NewId();
    private readonly string first = Span.NewId();
    private readonly string second = Span.NewId();
    private readonly string late = Span.NewId();

    [Fact]
    public async Task Keys_fold_and_walk_the_tree()
    {
        var page = await SeededAsync();
        await page.Locator(".trace").FocusAsync();

        await page.Keyboard.PressAsync("Home");
        await Expect(page.Step(root)).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.Step(root)).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(page.Step(model)).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Step(model)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Step(model)).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.Step(root)).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".panel")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Finding_goes_from_match_to_match_also_in_what_was_said()
    {
        var page = await SeededAsync();
        var field = page.GetByLabel("Find in steps");

        await field.FillAsync("refund");
        await Expect(page.Locator("#find-says")).ToContainTextAsync("4 found"); // with those in what was said, which come last
        await Expect(page.Step(first)).ToContainClassAsync("found");
        await field.PressAsync("Enter");
        await Expect(page.Locator("#find-says")).ToContainTextAsync("1 of");
        var one = page.Url;
        await field.PressAsync("Enter");
        await Expect(page.Locator("#find-says")).ToContainTextAsync("2 of");
        await field.PressAsync("Shift+Enter");
        await page.UntilAtAsync(url => url == one);

        await field.FillAsync("espresso machine");
        await Expect(page.Locator("#find-says")).ToContainTextAsync("1");
        await Expect(page.Step(model)).ToContainClassAsync("found");
        await field.FillAsync("nothing has this");
        await Expect(page.Locator("#find-says")).ToHaveTextAsync("none");
    }

    [Fact]
    public async Task A_call_leads_to_its_result_and_the_result_to_who_asked_and_attempts_stand_together()
    {
        var page = await SeededAsync();

        await page.Step(model).GetByRole(AriaRole.Link).ClickAsync();
        var panel = page.Locator(".panel");
        await panel.Locator(".message.answer .call a").ClickAsync();
        await Expect(panel.Locator("header h2").First).ToHaveTextAsync("refund");
        await Expect(page.Step(first)).ToContainTextAsync("2 attempts");

        await panel.GetByRole(AriaRole.Tab, new() { Name = "Attempts 2" }).ClickAsync();
        await Expect(panel.Locator("tbody tr")).ToHaveCountAsync(2);
        await panel.Locator("dd a").Filter(new() { HasText = "weigh" }).ClickAsync();
        await Expect(page.Step(model)).ToHaveAttributeAsync("aria-selected", "true");

        await panel.GetByRole(AriaRole.Tab, new() { Name = "Tokens and cost" }).ClickAsync();
        var input = panel.GetByRole(AriaRole.Row).Filter(new() { HasText = "0.000180" }); // 1,200 at $0.15 a million
        await Expect(input.GetByRole(AriaRole.Cell)).ToHaveTextAsync(["input", "1,200", "0.15", "0.000180"]);
    }

    [Fact]
    public async Task Idle_time_is_folded_and_can_be_unfolded()
    {
        var page = await SeededAsync();
        await Expect(page.Locator(".ticks .idle")).ToHaveCountAsync(1);
        var folded = (await page.Step(model).Locator(".bar").BoundingBoxAsync())!.Width;

        await page.GetByLabel("fold idle time").UncheckAsync();

        await Expect(page.Locator(".ticks .idle")).ToHaveCountAsync(0);
        Assert.True((await page.Step(model).Locator(".bar").BoundingBoxAsync())!.Width < folded / 2);
    }

    [Fact]
    public async Task A_link_to_a_step_opens_it_in_view()
    {
        var page = await SeededAsync();
        var wanted = Span.NewId();
        await dashboard.SendAsync(
            agent,
            [
                .. Enumerable
                    .Range(0, 300)
                    .Select(i => new Span(trace, Span.NewId(), root, $"step {i}", 2 + (i / 100.0), 0.01)
                    {
                        Tool = "t" + i,
                    }),
                new Span(trace, wanted, root, "the wanted one", 6, 0.01) { Tool = "wanted" },
            ]
        );

        await page.OpenAsync($"{new Uri(page.Url).AbsolutePath}?step={wanted}");

        await Expect(page.Step(wanted)).ToBeInViewportAsync();
        await Expect(page.Locator(".panel header h2").First).ToHaveTextAsync("wanted");
        await Expect(page.Locator(".foot")).ToContainTextAsync("Complete: 306 of 306 steps");
    }

    [Fact]
    public async Task What_is_closed_and_unfolded_stands_in_the_address()
    {
        var page = await SeededAsync();

        await page.Step(root).Locator("button.fold").ClickAsync();
        await Expect(page.Step(model)).ToHaveCountAsync(0);
        await page.GetByLabel("fold idle time").UncheckAsync();
        await page.UntilAtAsync(url =>
            url.Contains("closed=" + root, StringComparison.Ordinal)
            && url.Contains("idle=shown", StringComparison.Ordinal)
        );

        await page.OpenAsync(page.Url);
        await Expect(page.Step(root)).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(page.Step(model)).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("fold idle time")).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task Arrow_keys_go_from_tab_to_tab_and_not_through_the_tree()
    {
        var page = await SeededAsync();
        await page.Step(first).GetByRole(AriaRole.Link).ClickAsync();
        var tabs = page.GetByRole(AriaRole.Tab);
        await Expect(tabs).ToHaveCountAsync(4);

        await tabs.Nth(0).FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(tabs.Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(tabs.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(tabs.Nth(3)).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(tabs.Nth(0)).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(page.Step(first)).ToHaveAttributeAsync("aria-selected", "true");
    }

    [Fact]
    public async Task Buttons_of_the_step_go_to_the_one_before_and_after_and_its_whole_report_is_copied()
    {
        var page = await SeededAsync();
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.Step(model).GetByRole(AriaRole.Link).ClickAsync();
        var panel = page.Locator(".panel");

        await panel.GetByRole(AriaRole.Button, new() { Name = "Next step" }).ClickAsync();
        await Expect(page.Step(first)).ToHaveAttributeAsync("aria-selected", "true");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Previous step" }).ClickAsync();
        await Expect(page.Step(model)).ToHaveAttributeAsync("aria-selected", "true");

        await panel.GetByRole(AriaRole.Tab, new() { Name = "Raw JSON" }).ClickAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Copy: Raw JSON" }).ClickAsync();
        await Expect(page.Locator(".toast")).ToContainTextAsync("Copied");
        var copied = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Equal(model, (string)System.Text.Json.Nodes.JsonNode.Parse(copied)!["step"]!["spanId"]!);
    }

    [Fact]
    public async Task What_was_too_long_is_said_on_the_run_and_on_the_step()
    {
        var page = await SeededAsync();
        var cut = Span.NewId();
        await dashboard.SendAsync(
            agent,
            new Span(trace, cut, root, "execute_tool read", 3, 0.1)
            {
                Tool = "read",
                More = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["gen_ai.tool.call.result"] = new('x', (256 * 1024) + 1),
                },
            }
        );

        await Expect(page.Locator(".foot")).ToContainTextAsync("1 part of 1 step, each marked “cut”");
        await Expect(page.Step(cut).Locator(".chip.warn")).ToHaveTextAsync("cut");
        await page.Step(cut).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator(".panel .notice.warn")).ToContainTextAsync("1 text was cut at 256 KB");

        await dashboard.SendLogsAsync(Log("the order is late"));
        await Expect(page.Step(model).Locator("i.log")).ToHaveCountAsync(1);
        await page.Step(model).GetByRole(AriaRole.Link).ClickAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Logs 1" }).ClickAsync();
        await Expect(page.Locator(".panel-body")).ToContainTextAsync("the order is late");
    }

    [Fact]
    public async Task A_run_that_is_not_there_says_so_under_its_heading()
    {
        var page = await dashboard.SignInAsync();

        await page.OpenAsync("/runs/" + Guid.Empty);

        await Expect(page.Locator("h1")).ToHaveTextAsync("No such run");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "All runs" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_growing_run_moves_neither_the_selection_nor_what_is_read()
    {
        var page = await dashboard.SignInAsync();
        await dashboard.SendAsync(
            agent,
            [
                .. Enumerable
                    .Range(0, 320)
                    .Select(i => new Span(trace, Span.NewId(), root, $"work {i}", i, 0.5) { Tool = $"tool-{i:000}" }),
            ]
        );
        await page.OpenAsync("/runs/" + await dashboard.RunOfAsync(trace));
        await Expect(page.Locator("tr[data-step]").First).ToBeVisibleAsync();
        await page.EvaluateAsync("document.querySelector('.trace').scrollTop = 4000");
        var read = page.GetByRole(AriaRole.Link, new() { Name = "tool-155", Exact = true });
        await Expect(read).ToBeVisibleAsync();
        await read.ClickAsync();
        await Expect(page.Locator(".panel header h2").First).ToHaveTextAsync("tool-155");
        var before = await read.BoundingBoxAsync();

        await dashboard.SendAsync(
            agent,
            new Span(trace, Span.NewId(), root, "late news", 3.2, 0.5) { Tool = "late-news" }
        );
        await Expect(page.Locator(".foot")).ToContainTextAsync("321 of 321");

        await Expect(page.Locator(".panel header h2").First).ToHaveTextAsync("tool-155");
        var after = await read.BoundingBoxAsync();
        Assert.InRange(after!.Y - before!.Y, -1, 1);
    }

    [Fact]
    public async Task A_session_reads_as_a_conversation()
    {
        var page = await SeededAsync();
        await dashboard.SendAsync(agent, Turn("And the second one?", "It comes tomorrow.", 900));

        await page.Locator(".strip a[href^='/sessions']").ClickAsync();

        await Expect(page.Locator(".turn")).ToHaveCountAsync(2);
        await Expect(page.Locator(".turn").Nth(0)).ToContainTextAsync("The espresso machine leaks");
        await Expect(page.Locator(".turn").Nth(1)).ToContainTextAsync("And the second one?");
        await Expect(page.Locator(".turn").Nth(1)).ToContainTextAsync("It comes tomorrow.");
        await Expect(page.Locator(".strip")).ToContainTextAsync("2.4k in");
        await page.SetViewportSizeAsync(380, 800);
        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, 380);
    }

    [Fact]
    public async Task Axe_finds_nothing_serious_on_a_step_and_a_session()
    {
        var page = await SeededAsync();
        foreach (var step in new[] { model, first })
        {
            await page.Step(step).GetByRole(AriaRole.Link).ClickAsync();
            foreach (var tab in await page.GetByRole(AriaRole.Tab).AllAsync())
            {
                await tab.ClickAsync();
                await Expect(tab).ToHaveAttributeAsync("aria-selected", "true");
                await page.AssertAccessibleAsync($"{await tab.InnerTextAsync()} of {step}");
            }
        }

        await page.Locator(".strip a[href^='/sessions']").ClickAsync();
        await Expect(page.Locator(".turn")).ToHaveCountAsync(1);
        await page.AssertAccessibleAsync("session");
    }

    // A record of the model call.
    private object Log(string text) =>
        new
        {
            resourceLogs = new[]
            {
                new
                {
                    scopeLogs = new[]
                    {
                        new
                        {
                            logRecords = new[]
                            {
                                new
                                {
                                    timeUnixNano = Span.Nano(1),
                                    severityText = "WARN",
                                    body = new { stringValue = text },
                                    traceId = trace,
                                    spanId = model,
                                },
                            },
                        },
                    },
                },
            },
        };

    private Span[] Turn(string question, string answer, double from)
    {
        var (talk, top) = (Span.NewTrace(), Span.NewId());
        var more = new Dictionary<string, string>(StringComparer.Ordinal) { ["gen_ai.conversation.id"] = session };
        return
        [
            new Span(talk, top, null, "turn", from, 2) { IsAgent = true, More = more },
            new Span(talk, Span.NewId(), top, "chat", from, 1)
            {
                Model = "gpt-4o-mini",
                Prompt = question,
                More = more,
                Answer =
                    $$"""[{"role":"assistant","parts":[{"type":"text","content":"{{answer}}"}],"finish_reason":"stop"}]""",
            },
        ];
    }

    private async Task<IPage> SeededAsync()
    {
        var more = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["gen_ai.conversation.id"] = session,
            ["gen_ai.tool.definitions"] = """[{"type":"function","name":"refund","description":"pays back"}]""",
        };
        var call = new Dictionary<string, string>(StringComparer.Ordinal) { ["gen_ai.tool.call.id"] = "call_7" };
        await dashboard.SendAsync(
            agent,
            new Span(trace, root, null, "espresso case", 0, 602) { IsAgent = true, More = more },
            new Span(trace, model, root, "weigh", 0, 1.5)
            {
                Model = "gpt-4o-mini",
                Prompt = "The espresso machine leaks",
                More = more,
                Answer =
                    """[{"role":"assistant","parts":[{"type":"tool_call","id":"call_7","name":"refund","arguments":{"eur":40}}],"finish_reason":"tool_call"}]""",
            },
            new Span(trace, first, root, "execute_tool refund", 1.5, 0.2)
            {
                Tool = "refund",
                Failed = true,
                More = call,
            },
            new Span(trace, second, root, "execute_tool refund", 1.8, 0.2) { Tool = "refund", More = call },
            new Span(trace, late, root, "execute_tool notify", 601, 1) { Tool = "notify" }
        );
        var page = await dashboard.SignInAsync();
        await page.OpenAsync("/runs/" + await dashboard.RunOfAsync(trace));
        await Expect(page.Locator("tr[data-step]")).ToHaveCountAsync(5);
        return page;
    }
}
