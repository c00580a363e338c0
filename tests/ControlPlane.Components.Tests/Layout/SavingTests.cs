using Bunit;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Layout;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;

namespace ControlPlane.Components.Tests.Layout;

/// <summary>How pages change something and say so.</summary>
public sealed class SavingTests : PageContext
{
    private readonly BunitJSModuleInterop toasts;
    private readonly Saving saving;

    public SavingTests()
    {
        toasts = JSInterop.SetupModule("./js/toasts.js");
        toasts.Mode = JSRuntimeMode.Loose;
        saving = new(new Toasts(JSInterop.JSRuntime), NullLogger<Saving>.Instance);
    }

    private IEnumerable<object?> Said => toasts.Invocations["say"].Select(static call => call.Arguments[0]);

    [Fact]
    public async Task What_was_done_is_said_and_read_again()
    {
        var read = 0;
        saving.Changed = () => Task.FromResult(read++);

        var outcome = await saving.DoAsync<string>(() => Done("new"), "Key created");

        Assert.Equal("new", outcome.Value);
        Assert.Equal(1, read);
        Assert.Equal(["Key created"], Said);
        Assert.False(saving.Busy);
    }

    [Fact]
    public async Task What_was_refused_stays_on_the_page_and_no_toast_claims_otherwise()
    {
        await saving.DoAsync<string>(() => Task.FromResult<Outcome<string>>(Refusal.Conflict("It exists.")), "Created");

        Assert.Contains("It exists.", Problem().Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(Said);
        await saving.DoAsync<string>(() => Done("x"));
        Assert.Empty(Problem().FindAll("[role=alert]"));
    }

    [Fact]
    public async Task A_failure_is_told_and_not_thrown()
    {
        var outcome = await saving.DoAsync<string>(() => throw new TimeoutException("secret host"), "Created");

        Assert.False(outcome.Done);
        var told = Problem().Find("[role=alert]").TextContent;
        Assert.Contains("Nothing you typed is lost", told, StringComparison.Ordinal);
        Assert.DoesNotContain("secret host", told, StringComparison.Ordinal);
        Assert.Empty(Said);
    }

    [Fact]
    public async Task What_fields_say_themselves_is_not_said_twice()
    {
        await saving.DoAsync<string>(() => Task.FromResult<Outcome<string>>(Refusal.Field("name", "Is missing.")));

        Assert.Equal(["Is missing."], saving.Errors!["name"]);
        Assert.Empty(Render<SaveProblem>(p => p.Add(s => s.Of, saving).Add(s => s.FieldsSayIt, true)).FindAll("p"));
        Assert.NotNull(Problem().Find("p"));
    }

    [Fact]
    public async Task A_second_click_does_nothing()
    {
        var (calls, answer) = (0, new TaskCompletionSource<Outcome<string>>());
        Task<Outcome<string>> Slow()
        {
            calls++;
            return answer.Task;
        }

        var first = saving.DoAsync(Slow);
        Assert.True(saving.Busy);
        var second = await saving.DoAsync(Slow);

        Assert.False(second.Done);
        Assert.Equal(1, calls);
        answer.SetResult("done");
        Assert.True((await first).Done);
    }

    [Theory]
    [InlineData(true, "Undone")]
    [InlineData(false, "It could not be undone. It is gone.")]
    public async Task What_can_be_taken_back_offers_it(bool works, string said)
    {
        var undone = 0;
        await saving.DoAsync<string>(
            () => Done("off"),
            "Switched off",
            () =>
            {
                undone++;
                return works ? Done("on") : Task.FromResult<Outcome<string>>(Refusal.Missing("It is gone."));
            }
        );

        var offer = (DotNetObjectReference<Toasts.UndoOffer>)toasts.Invocations["say"].Single().Arguments[1]!;
        await offer.Value.UndoAsync();

        Assert.Equal(1, undone);
        Assert.Equal(["Switched off", said], Said);
    }

    private static Task<Outcome<string>> Done(string value) => Task.FromResult<Outcome<string>>(value);

    private IRenderedComponent<SaveProblem> Problem() => Render<SaveProblem>(p => p.Add(s => s.Of, saving));
}
