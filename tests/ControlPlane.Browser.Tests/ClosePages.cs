using System.Collections.Concurrent;
using System.Reflection;
using ControlPlane.Browser.Tests;
using Microsoft.Playwright;
using Xunit.v3;

[assembly: ClosePages]

namespace ControlPlane.Browser.Tests;

/// <summary>
/// Closes what a test opened when it is over: a page that stays open goes on showing what other tests report, and slows
/// them down.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class ClosePages : BeforeAfterTestAttribute
{
    private static readonly ConcurrentDictionary<string, ConcurrentBag<IBrowserContext>> Opened = new(
        StringComparer.Ordinal
    );

    public static void AfterThisTest(IBrowserContext context) =>
        Opened.GetOrAdd(TestContext.Current.Test!.UniqueID, static _ => []).Add(context);

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (!Opened.TryRemove(test.UniqueID, out var contexts))
        {
            return;
        }

        foreach (var context in contexts)
        {
            _ = context.CloseAsync(); // the next test need not wait for it, and the browser's end ends it too
        }
    }
}
