using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlPlane.Browser.Tests;

/// <summary>
/// Every text that an agent can send, over OpenTelemetry and over the API, is an attack (S3): on every page that shows
/// it, with everything opened, it stands there as text, runs nothing and leads nowhere.
/// </summary>
public sealed class HostileFieldTests(Dashboard dashboard)
{
    private const string Attack =
        "\"'><img src=x onerror=\"window.hacked=1;alert(1)\"><script>window.hacked=1</script></style></title></textarea><svg onload=alert(1)>"
        + "<a href=\"javascript:window.hacked=1\">x</a>{{7*7}}<iframe srcdoc=\"<script>parent.hacked=1</script>\"></iframe>";

    private const string Short = "'\"><img src=x onerror=alert(1)></style>";
    private const string Address = "javascript:window.hacked=1//";
    private const string Watching = """
        window.violations = [];
        document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective + " " + event.blockedURI));
        """;

    private readonly string mark = Span.NewId();
    private readonly string trace = Span.NewTrace();
    private readonly string root = Span.NewId();
    private readonly string call = Span.NewId();
    private readonly string tool = Span.NewId();

    // Found again beside the runs of other tests, and an attack all the same.
    private string Text => $"{mark} {Attack}";

    [Fact]
    public async Task What_comes_over_OpenTelemetry_is_text_on_every_page()
    {
        await SendTraceAsync();
        await SendLogsAsync();
        var run = await dashboard.RunOfAsync(trace);

        await VisitAsync(run, [root, call, tool], shown: ["onerror=", "</style>", "<script>"]);
    }

    [Fact]
    public async Task What_comes_over_the_API_is_text_on_every_page()
    {
        var run = await dashboard.PostAsync(
            "/api/v1/runs",
            new
            {
                agent = "api " + mark + " <img src=x onerror=alert(1)>",
                version = mark + " <img src=x onerror=alert(1)></style><script>window.hacked=1</script>",
                task = Text,
                input = new { text = Text },
                sessionId = Text,
                userId = Text,
                environment = "x" + mark,
            }
        );
        var id = (string)run["id"]!;
        var report = await dashboard.PostAsync($"/api/v1/runs/{id}/steps", new { steps = ApiSteps() });
        Assert.Equal(4, (int)report["accepted"]!);
        await dashboard.PostAsync(
            $"/api/v1/runs/{id}/complete",
            new
            {
                status = "failed",
                output = Text,
                error = Text,
                feedback = new { note = Text },
            }
        );

        await VisitAsync(
            id,
            ["m" + Short, "t" + Short, "d" + Short, "h" + Short],
            shown: ["onerror=", "</style>", "<script>"]
        );
    }

    private async Task VisitAsync(string run, IReadOnlyList<string> steps, string[] shown)
    {
        var page = await dashboard.SignInAsync();
        var complaints = Watch(page);
        await page.AddInitScriptAsync(Watching);
        foreach (var path in Paths(run, steps))
        {
            await page.OpenAsync(path);
            if (path.Contains(run, StringComparison.Ordinal))
            {
                await Expect(page.Locator("main")).ToContainTextAsync(shown[0]);
            }

            await OpenEverythingAsync(page);
            foreach (var tab in await page.GetByRole(AriaRole.Tab).AllAsync())
            {
                await tab.ClickAsync();
                await Expect(tab).ToHaveAttributeAsync("aria-selected", "true");
                await OpenEverythingAsync(page);
            }

            await AssertInertAsync(page, path);
        }

        await page.OpenAsync($"/runs/{run}?step={Uri.EscapeDataString(steps[0])}");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Raw JSON" }).ClickAsync();
        foreach (var text in shown)
        {
            await Expect(page.Locator(".panel")).ToContainTextAsync(text);
        }

        await AssertInertAsync(page, "the raw report");
        await VisitAgentAsync(page, run);
        Assert.Empty(complaints);
    }

    /// <summary>The agent's page, where a person changes and deletes what named itself, and where one looks for it.</summary>
    private async Task VisitAgentAsync(IPage page, string run)
    {
        var slug = (string)(await dashboard.GetAsync("/api/v1/runs/" + run))["agent"]!;
        var path = "/agents/" + Uri.EscapeDataString(slug);
        var name = (string)(await dashboard.GetAsync("/api/v1" + path))["name"]!;
        Assert.Contains("<img src=x onerror=", name, StringComparison.Ordinal);
        await page.OpenAsync(path);
        await Expect(page.Locator("h1")).ToHaveTextAsync(name);
        await Expect(page.Locator(".activity")).ToBeVisibleAsync();
        await OpenEverythingAsync(page);
        await AssertInertAsync(page, "the agent");

        await page.Keyboard.PressAsync("e");
        await Expect(page.Locator("input[name=agent-name]")).ToHaveValueAsync(name);
        await AssertInertAsync(page, "the form");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await Expect(page.Locator("dialog[open]")).ToContainTextAsync(name);
        await AssertInertAsync(page, "the question");
        await page.Keyboard.PressAsync("Escape");

        await page.Keyboard.PressAsync("Control+k");
        await page.Locator("#palette input").FillAsync(name[..45]);
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Agents" })).ToContainTextAsync(name);
        await AssertInertAsync(page, "the palette");
    }

    private string[] Paths(string run, IEnumerable<string> steps) =>
        [
            "/overview",
            "/runs",
            "/runs?peek=" + run,
            $"/runs?cols=status,agent,name,env,version,model,user,session,cost&filter={Uri.EscapeDataString(mark)}&peek={run}",
            "/runs?filter="
                + Uri.EscapeDataString($"session:\"{Text.Replace("\"", "\\\"", StringComparison.Ordinal)}\""),
            "/runs?filter=" + Uri.EscapeDataString(Attack),
            "/sessions?id=" + Uri.EscapeDataString(Text),
            "/runs/" + run,
            .. steps.Select(step => $"/runs/{run}?step={Uri.EscapeDataString(step)}"),
            "/agents",
            "/keys",
            "/account",
            "/audit",
        ];

    private static async Task OpenEverythingAsync(IPage page)
    {
        await page.EvaluateAsync(
            """
            document.querySelectorAll("main details:not(.chooser)").forEach((details) => (details.open = true));
            [...document.querySelectorAll("main button")].filter((b) => b.innerText.endsWith("characters more")).forEach((b) => b.click());
            """
        );
        await Expect(page.Locator("main button", new() { HasText = "characters more" })).ToHaveCountAsync(0);
    }

    private static async Task AssertInertAsync(IPage page, string path)
    {
        var found = await page.EvaluateAsync<string[]>(
            """
            [
              ...(window.hacked === undefined ? [] : ["hacked"]),
              ...window.violations,
              ...[...document.querySelectorAll("body img, body iframe, main script, main svg[onload], body a[href^='javascript' i], body [onerror]")].map((e) => e.outerHTML.slice(0, 200)),
            ]
            """
        );
        Assert.True(found.Length == 0, $"{path}: {string.Join(' ', found)}");
    }

    private async Task SendTraceAsync()
    {
        var more = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["session.id"] = Text,
            ["user.id"] = Text,
            ["gen_ai.conversation.id"] = Text,
            ["gen_ai.agent.name"] = Text,
            ["gen_ai.agent.version"] = Text,
            ["deployment.environment.name"] = Text,
            ["error.type"] = Text,
            ["exception.message"] = Text,
            ["exception.stacktrace"] = Text,
            ["url.full"] = Address + Text,
            ["server.address"] = Address,
            ["gen_ai.response.id"] = Text,
            ["gen_ai.response.finish_reasons"] = Text,
            ["gen_ai.tool.call.id"] = Text,
            ["gen_ai.tool.call.arguments"] = Text,
            ["gen_ai.tool.call.result"] = Text,
            ["gen_ai.tool.definitions"] = new JsonArray(
                new JsonObject { ["name"] = Text, ["description"] = Text }
            ).ToJsonString(),
            ["gen_ai.system_instructions"] = Text,
            [Text] = Text,
        };
        var answer = new JsonArray(
            new JsonObject
            {
                ["role"] = Text,
                ["parts"] = new JsonArray(
                    new JsonObject { ["type"] = "text", ["content"] = Text },
                    new JsonObject
                    {
                        ["type"] = "tool_call",
                        ["id"] = Text,
                        ["name"] = Text,
                        ["arguments"] = Text,
                    },
                    new JsonObject { ["type"] = Text, ["content"] = Text }
                ),
                ["finish_reason"] = Text,
            }
        ).ToJsonString();
        await dashboard.SendAsync(
            "service " + Text,
            new Span(trace, root, null, Text, 0, 3)
            {
                IsAgent = true,
                Failed = true,
                Message = Text,
                More = more,
            },
            new Span(trace, call, root, Text, 0, 1)
            {
                Model = Text,
                Prompt = Text,
                Answer = answer,
                More = more,
            },
            new Span(trace, tool, root, Text, 1, 1)
            {
                Tool = Text,
                Failed = true,
                Message = Text,
                More = more,
            }
        );
    }

    private Task SendLogsAsync() =>
        dashboard.SendLogsAsync(
            new
            {
                resourceLogs = new[]
                {
                    new
                    {
                        resource = new { attributes = new[] { Attribute("service.name") } },
                        scopeLogs = new[]
                        {
                            new
                            {
                                scope = new { name = Text, version = Text },
                                logRecords = new[]
                                {
                                    new
                                    {
                                        timeUnixNano = "1700000000000000000",
                                        severityText = Text,
                                        severityNumber = 17,
                                        eventName = Text,
                                        body = new { stringValue = Text },
                                        attributes = new[] { Attribute("event.name"), Attribute(Text) },
                                        traceId = trace,
                                        spanId = call,
                                    },
                                },
                            },
                        },
                    },
                },
            }
        );

    private object Attribute(string key) => new { key, value = new { stringValue = Text } };

    private object[] ApiSteps() =>
        [
            new
            {
                id = "m" + Short,
                kind = "llm",
                name = Text,
                operation = Text,
                provider = Text,
                model = Text,
                responseModel = Text,
                responseId = Text,
                startedAt = "2026-11-21T10:00:00Z",
                endedAt = "2026-11-21T10:00:01Z",
                finishReasons = new[] { Text },
                input = new object[] { new { role = Text, content = Text } },
                output = Text,
                tokens = new { input = 10, output = 5 },
            },
            new
            {
                id = "t" + Short,
                kind = "tool",
                name = Text,
                tool = Text,
                toolCallId = Text,
                arguments = new { x = Text },
                result = Text,
                startedAt = "2026-11-21T10:00:01Z",
                endedAt = "2026-11-21T10:00:02Z",
                status = "error",
                error = new
                {
                    type = Text,
                    message = Text,
                    traceback = Text,
                    severity = "critical",
                    recovery = Text,
                },
            },
            new
            {
                id = "d" + Short,
                kind = "decision",
                name = Text,
                decisionId = Text,
                action = Text,
                reasoning = Text,
                userId = Text,
                input = Text,
                startedAt = "2026-11-21T10:00:02Z",
                endedAt = "2026-11-21T10:00:03Z",
                confidence = 0.5,
            },
            new
            {
                id = "h" + Short,
                kind = "http",
                name = Text,
                url = Address + Text,
                method = Text,
                startedAt = "2026-11-21T10:00:03Z",
                endedAt = "2026-11-21T10:00:04Z",
            },
        ];

    private static List<string> Watch(IPage page)
    {
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.Dialog += async (_, dialog) =>
        {
            complaints.Add("dialog " + dialog.Message);
            await dialog.DismissAsync();
        };
        return complaints;
    }
}
