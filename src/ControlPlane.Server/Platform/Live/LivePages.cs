namespace ControlPlane.Server.Platform.Live;

/// <summary>Makes the live views of one circuit's pages.</summary>
internal sealed class LivePages(
    LiveTopics topics,
    SharedSnapshots snapshots,
    PageVisibility visibility,
    TimeProvider time,
    ILogger<LivePages> log
)
{
    /// <param name="invoke">The component's <c>InvokeAsync</c>.</param>
    /// <param name="changed">The component's <c>StateHasChanged</c>, or what is to be done before it.</param>
    public LiveView<T> View<T>(Func<Func<Task>, Task> invoke, Action changed)
        where T : class => new(topics, snapshots, visibility, time, log, invoke, changed);

    /// <inheritdoc cref="ReadView{T}"/>
    public ReadView<T> Once<T>(Action changed)
        where T : class => new(log, changed);

    /// <inheritdoc cref="PacedView{T}"/>
    public PacedView<T> Paced<T>(Func<Func<Task>, Task> invoke, Action changed)
        where T : class => new(View<T>(invoke, changed), visibility, time, invoke, changed);
}
