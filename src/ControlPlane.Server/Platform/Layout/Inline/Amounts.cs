using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>Amounts in US dollars. What is incomplete says so in a word, with the reason on hover.</summary>
internal static class Amounts
{
    /// <param name="nanoUsd">Null shows a dash.</param>
    /// <param name="atLeast">The figure is a lower bound.</param>
    /// <param name="mark">A word such as PARTIAL.</param>
    /// <param name="sign">False where the column's head names the unit.</param>
    public static MarkupString Of(
        long? nanoUsd,
        bool atLeast = false,
        string? mark = null,
        string? why = null,
        bool sign = true
    )
    {
        var figure = nanoUsd is { } amount
            ? Html.Of(
                $"<span title=\"{why ?? Format.ExactMoney(amount)}\">{(atLeast ? "≥ " : "")}{(sign ? Format.Money(amount) : Format.Amount(amount))}</span>"
            )
            : Html.Of($"<span class=\"dim\"{Html.Attribute("title", why)}>–</span>");
        return mark is null
            ? figure
            : Html.Of($"{figure}<span class=\"chip warn after\"{Html.Attribute("title", why)}>{mark}</span>");
    }
}
