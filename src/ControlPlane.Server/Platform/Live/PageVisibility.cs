using Microsoft.JSInterop;

namespace ControlPlane.Server.Platform.Live;

/// <summary>Whether the browser shows this page now. One for each circuit; the layout starts it.</summary>
internal sealed class PageVisibility(IJSRuntime script) : IAsyncDisposable
{
    private DotNetObjectReference<PageVisibility>? self;
    private IJSObjectReference? module;

    public event Action? Changed;

    public bool IsVisible { get; private set; } = true;

    public async Task WatchAsync()
    {
        self = DotNetObjectReference.Create(this);
        module = await script.InvokeAsync<IJSObjectReference>("import", "./js/visibility.js");
        await module.InvokeVoidAsync("watch", self);
    }

    [JSInvokable]
    public void Set(bool visible)
    {
        if (IsVisible != visible)
        {
            IsVisible = visible;
            Changed?.Invoke();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
            {
                await module.InvokeVoidAsync("unwatch");
                await module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and its listeners with it.
        }

        self?.Dispose();
    }
}
