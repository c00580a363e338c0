namespace ControlPlane.Tests.Fixtures;

/// <summary>
/// Waits for what must come. The limit says only that it never will: a busy machine is late, and a generous limit costs
/// nothing unless the test fails.
/// </summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"It did not become true within {Limit.TotalSeconds} s.");
            await Task.Delay(Pause);
        }
    }
}
