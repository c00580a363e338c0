using ControlPlane.Server.Platform.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>The browser's side of the list of runs (js/rows.js): keys and clicks on rows, scrolling, remembered columns.</summary>
/// <param name="page">Told of <c>SetFollowing</c>, <c>PeekAt</c>, <c>OpenRun</c> and <c>LoadMore</c>.</param>
internal sealed class RunListScript(IJSRuntime browser, RunsPage page) : IAsyncDisposable
{
    private readonly ScriptModule script = new(browser, "rows.js");
    private readonly DotNetObjectReference<RunsPage> self = DotNetObjectReference.Create(page);
    private string? watched;

    /// <summary>The list is there only while it has rows; its listener is renewed whenever it came anew.</summary>
    public async Task WatchAsync(ElementReference list)
    {
        if (list.Id is not null && list.Id != watched)
        {
            watched = list.Id;
            await script.CallAsync("watchList", list, self);
        }
    }

    public Task ToTopAsync(ElementReference list) => script.CallAsync("toTop", list);

    public Task<string?> RememberedAsync(string name) => script.AskAsync<string>("remembered", name);

    public Task RememberAsync(string name, string value) => script.CallAsync("remember", name, value);

    public ValueTask DisposeAsync()
    {
        self.Dispose();
        return script.DisposeAsync();
    }
}
