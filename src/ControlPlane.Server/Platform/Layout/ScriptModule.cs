using Microsoft.JSInterop;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>
/// A script of <c>wwwroot/js</c> as a component uses it: imported when it is first called and given back with the
/// component. Whoever leaves while it is being imported, or has lost the browser, gets no answer and no exception.
/// </summary>
/// <param name="file">Its name without the folder: <c>rows.js</c>.</param>
internal sealed class ScriptModule(IJSRuntime browser, string file) : IAsyncDisposable
{
    private Task<IJSObjectReference>? import;
    private bool disposed;

    /// <param name="function">One that the script exports.</param>
    public async Task CallAsync(string function, params object?[] values)
    {
        try
        {
            if (await ImportAsync() is { } module)
            {
                await module.InvokeVoidAsync(function, values);
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone.
        }
    }

    /// <param name="function">One that the script exports.</param>
    /// <returns>What it returns; the default if nobody waits for it any more.</returns>
    public async Task<T?> AskAsync<T>(string function, params object?[] values)
    {
        try
        {
            return await ImportAsync() is { } module ? await module.InvokeAsync<T?>(function, values) : default;
        }
        catch (JSDisconnectedException)
        {
            return default;
        }
    }

    public async ValueTask DisposeAsync()
    {
        disposed = true;
        try
        {
            if (import is not null)
            {
                await (await import).DisposeAsync();
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The browser is gone.
        }
    }

    private async Task<IJSObjectReference?> ImportAsync()
    {
        if (disposed)
        {
            return null;
        }

        var module = await (import ??= browser.InvokeAsync<IJSObjectReference>("import", $"./js/{file}").AsTask());
        return disposed ? null : module;
    }
}
