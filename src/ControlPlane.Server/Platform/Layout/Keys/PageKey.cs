namespace ControlPlane.Server.Platform.Layout;

/// <summary>A key of a page, as <see cref="PageKeys"/> lists it.</summary>
/// <param name="Keys">
/// The key as the browser names it (<c>KeyboardEvent.key</c>): <c>j</c>, <c>ArrowDown</c>, <c>Escape</c>. Several keys
/// for the same thing stand apart by a blank: <c>j ArrowDown</c>.
/// </param>
/// <param name="Does">What it does, in words: <c>Next run</c>.</param>
/// <param name="Press">
/// What is done. Null if an element of the page bears the key in <c>data-key</c>, which is then clicked.
/// </param>
public sealed record PageKey(string Keys, string Does, Func<Task>? Press = null);
