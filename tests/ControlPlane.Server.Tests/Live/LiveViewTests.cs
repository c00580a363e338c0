using ControlPlane.Server.Platform.Live;
using ControlPlane.Server.Tests.Platform;
using ControlPlane.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Server.Tests.Live;

public sealed class LiveViewTests(SharedLiveServer shared) : IClassFixture<SharedLiveServer>
{
    private readonly LiveServer server = shared.Live;
    private readonly string topic = Names.New("orders");
    private int reads;
    private int renders;
    private bool broken;

    [Fact]
    public async Task A_page_reads_again_when_its_topic_changes()
    {
        using var view = View(Visible());
        await OpenAsync(view);
        Assert.Equal("read 1", view.Value);

        server.Announcer.Announce(topic);

        await Eventually.TrueAsync(() => view.Value == "read 2" && renders > 0);
    }

    [Fact]
    public async Task A_hidden_page_reads_nothing_and_catches_up_when_it_is_shown()
    {
        var visibility = Visible();
        using var hidden = View(visibility);
        await OpenAsync(hidden);
        visibility.Set(visible: false);
        var witness = new Heard();
        using var other = server.Topics.Subscribe(topic, witness.Add);

        server.Announcer.Announce(topic);
        await Eventually.TrueAsync(() => witness.Count > 0);
        await Task.Delay(400); // longer than the view waits before it reads
        Assert.Equal(1, reads);

        visibility.Set(visible: true);
        await Eventually.TrueAsync(() => hidden.Value == "read 2");
    }

    [Fact]
    public async Task A_failed_read_keeps_what_is_shown_and_is_tried_again()
    {
        using var view = View(Visible());
        await OpenAsync(view);

        broken = true;
        server.Announcer.Announce(topic);
        await Eventually.TrueAsync(() => view.Error is not null);
        Assert.Equal("read 1", view.Value);

        broken = false;
        await Eventually.TrueAsync(() => view.Error is null && view.Value == "read 2");
    }

    [Fact]
    public async Task A_page_that_was_built_in_advance_is_shown_at_once_when_it_comes_alive()
    {
        using (var prerendered = View(Visible()))
        {
            await OpenAsync(prerendered);
        }

        using var interactive = View(Visible());
        var opening = OpenAsync(interactive);

        Assert.True(opening.IsCompletedSuccessfully);
        Assert.Equal("read 1", interactive.Value);
        await opening;
    }

    [Fact]
    public async Task A_closed_page_leaves_no_subscription_behind()
    {
        var view = View(Visible());
        await OpenAsync(view);
        Assert.True(server.Topics.IsWatched(topic));

        view.Dispose();

        await Eventually.TrueAsync(() => !server.Topics.IsWatched(topic));
    }

    private static PageVisibility Visible() => new(null!);

    private LiveView<string> View(PageVisibility visibility) =>
        new(
            server.Topics,
            server.Snapshots,
            visibility,
            TimeProvider.System,
            NullLogger.Instance,
            static work => work(),
            () => Interlocked.Increment(ref renders)
        );

    private Task OpenAsync(LiveView<string> view) =>
        view.OpenAsync(
            topic,
            "all",
            _ =>
                broken
                    ? Task.FromException<string>(new InvalidOperationException("broken"))
                    : Task.FromResult($"read {Interlocked.Increment(ref reads)}")
        );
}
