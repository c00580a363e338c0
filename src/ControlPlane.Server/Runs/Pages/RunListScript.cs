using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>The browser's side of the list of runs (js/rows.js): keys and clicks on rows, scrolling, remembered columns.</summary>
/// <param name="page">Told of <c>SetFollowing</c>, <c>PeekAt</c>, <c>OpenRun</c> and <c>LoadMore</c>.</param>
internal sealed class RunListScript(IJSRuntime browser, RunsPage page) : IAsyncDisposable
{
    private IJSObjectReference? script;
    private DotNetObjectReference<RunsPage>? self;
    private string? watched;

    public bool IsLoaded => script is not null;

    public async Task LoadAsync() => script = await browser.InvokeAsync<IJSObjectReference>("import", "./js/rows.js");

    /// <summary>The list is there only while it has rows; its listener is renewed whenever it came anew.</summary>
    public async Task WatchAsync(ElementReference list)
    {
        if (script is not null && list.Id is not null && list.Id != watched)
        {
            watched = list.Id;
            self ??= DotNetObjectReference.Create(page);
            await script.InvokeVoidAsync("watchList", list, self);
        }
    }

    public async Task ToTopAsync(ElementReference list)
    {
        if (script is not null)
        {
            await script.InvokeVoidAsync("toTop", list);
        }
    }

    public async Task<string?> RememberedAsync(string name) =>
        script is null ? null : await script.InvokeAsync<string?>("remembered", name);

    public async Task RememberAsync(string name, string value)
    {
        if (script is not null)
        {
            await script.InvokeVoidAsync("remember", name, value);
        }
    }

    public async ValueTask DisposeAsync()
    {
        self?.Dispose();
        try
        {
            if (script is not null)
            {
                await script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone.
        }
    }
}
