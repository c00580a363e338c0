using Microsoft.JSInterop;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>
/// Says in passing what was just done: saved, revoked. Not for what a person must decide, nor for failures that need
/// reading: those stay on the page. One for each circuit.
/// </summary>
internal sealed class Toasts(IJSRuntime browser) : IAsyncDisposable
{
    private readonly ScriptModule script = new(browser, "toasts.js");

    /// <param name="text">What happened, in a few words: <c>Key “billing-prod” revoked</c>.</param>
    /// <param name="undo">Takes it back; offered for some seconds. Only where that is really possible.</param>
    public Task SayAsync(string text, Func<Task>? undo = null) =>
        script.CallAsync("say", text, undo is null ? null : UndoOffer.Of(undo));

    public ValueTask DisposeAsync() => script.DisposeAsync();

    /// <summary>What the button "Undo" calls. The script lets go of it when the toast is over.</summary>
    internal sealed class UndoOffer(Func<Task> undo)
    {
        public static DotNetObjectReference<UndoOffer> Of(Func<Task> undo) =>
            DotNetObjectReference.Create(new UndoOffer(undo));

        [JSInvokable]
        public Task UndoAsync() => undo();
    }
}
