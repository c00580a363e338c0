using System.Runtime.CompilerServices;
using System.Text;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Platform.Layout;
using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>
/// What stands in the row of a run, as markup (<see cref="Html"/>): pages that show the same list share it, and a row
/// that did not change is not sent again.
/// </summary>
internal static class RunCells
{
    private static readonly ConditionalWeakTable<RunRow, Written> Known = [];

    private sealed record Written(Looks Of, MarkupString Cells);

    /// <summary>What one reader's table makes of a run.</summary>
    /// <param name="Href">The address of the run.</param>
    /// <param name="Marks">Words beside the agent's name.</param>
    /// <param name="InGrid">The row has the focus, not the link in it.</param>
    internal sealed record Looks(
        IReadOnlyList<RunColumn> Columns,
        string Href,
        ViewerZone Zone,
        IReadOnlyList<AgentMark> Marks,
        bool InGrid
    )
    {
        // By value, so that all who see the same share it.
        public bool Same(Looks other) =>
            Href == other.Href
            && Zone.Name == other.Zone.Name
            && InGrid == other.InGrid
            && Columns.SequenceEqual(other.Columns)
            && Marks.SequenceEqual(other.Marks);
    }

    public static MarkupString Of(RunRow run, Looks looks)
    {
        if (!Known.TryGetValue(run, out var written) || !written.Of.Same(looks))
        {
            written = new(looks, Write(run, looks));
            Known.AddOrUpdate(run, written);
        }

        return written.Cells;
    }

    public static MarkupString Status(RunStatus status)
    {
        var (mark, tone) = status switch
        {
            RunStatus.Running => (Mark.OpenRing, Tone.Run),
            RunStatus.Waiting => (Mark.Hourglass, Tone.Human),
            RunStatus.Stopping => (Mark.OpenRing, Tone.Off),
            RunStatus.Succeeded => (Mark.Check, Tone.Ok),
            RunStatus.Failed => (Mark.Cross, Tone.Bad),
            RunStatus.Cancelled => (Mark.Square, Tone.Off),
            RunStatus.Stopped => (Mark.Square, Tone.Off),
            _ => (Mark.DashedRing, Tone.Off),
        };
        return Statuses.Of(RunStatusNames.WordOf(status), mark, tone);
    }

    public static MarkupString Took(RunRow run) =>
        run.EndedAt is null && !run.GoesOn
            ? Html.Of($"<span class=\"dim\" title=\"Nothing was heard of its end\">–</span>")
            : Times.Elapsed(run.StartedAt, run.EndedAt);

    /// <summary>What a run cost; a figure that is not the whole says so.</summary>
    /// <param name="notes">Why the cost is incomplete, where it is known.</param>
    /// <param name="sign">False where the column's head names the unit.</param>
    public static MarkupString Cost(RunRow run, IReadOnlyList<string>? notes = null, bool sign = true)
    {
        var why =
            notes is { Count: > 0 } ? string.Join("; ", notes)
            : run.CostStatus == CostStatus.Partial ? "Some calls could not be priced: this is a lower bound"
            : "No call could be priced: the model has no price, or usage was not reported";
        return run.CostStatus switch
        {
            CostStatus.Unknown => Html.Of($"<span class=\"chip open\" title=\"{why}\">unknown</span>"),
            CostStatus.Partial => Amounts.Of(run.CostNanoUsd, atLeast: true, "PARTIAL", why, sign),
            _ => Amounts.Of(run.CostNanoUsd, sign: sign),
        };
    }

    private static MarkupString Write(RunRow run, Looks looks)
    {
        var cells = new StringBuilder();
        foreach (var column in looks.Columns)
        {
            var cut = column.Number ? "" : "cut";
            var title = Html.Attribute("title", TitleOf(run, column));
            cells.Append(Html.Of($"<td class=\"{column.Classes} {cut}\"{title}>{Cell(run, column, looks)}</td>").Value);
        }

        return new(cells.ToString());
    }

    private static MarkupString Cell(RunRow run, RunColumn column, Looks looks) =>
        column.Name switch
        {
            "status" => Status(run.Status),
            "name" => Html.Of(
                $"<a class=\"name\" href=\"{looks.Href}\"{Html.Attribute("tabindex", looks.InGrid ? "-1" : null)}>{run.Name ?? run.Agent}</a>"
            ),
            "agent" => Html.Of(
                $"<span class=\"agent mid\"><span class=\"cut\">{run.Agent}</span>{Marks(looks.Marks)}</span>"
            ),
            "started" => Html.Of($"<span class=\"mid\">{Times.Ago(run.StartedAt, looks.Zone)}</span>"),
            "took" => Took(run),
            "llm" when run.FailedLlmCalls > 0 => Html.Of(
                $"{run.LlmCalls}<span class=\"bad-text after\" title=\"failed calls\">+{run.FailedLlmCalls}</span>"
            ),
            "llm" => Html.Of($"{run.LlmCalls}"),
            "tools" => Html.Of($"{run.ToolCalls}"),
            "steps" => Html.Of($"{Format.Count(run.Steps)}"),
            "errors" when run.Errors > 0 => Html.Of($"<span class=\"bad-text\">{Format.Count(run.Errors)}</span>"),
            "errors" => Html.Of($"<span class=\"dim\">–</span>"),
            "tokens" => Html.Of($"{Format.Count(run.Tokens.Input + run.Tokens.Output)}"),
            "cost" => Cost(run, sign: false),
            _ => Html.Of($"<span class=\"mid\">{TextOf(run, column) ?? "–"}</span>"),
        };

    private static MarkupString Marks(IReadOnlyList<AgentMark> marks) =>
        new(
            string.Concat(
                marks.Select(static mark =>
                    Html.Of($"<span class=\"chip open after\" title=\"{mark.Why}\" data-mark>{mark.Word}</span>").Value
                )
            )
        );

    private static string? TextOf(RunRow run, RunColumn column) =>
        column.Name switch
        {
            "agent" => run.Agent,
            "name" => run.Name,
            "env" => run.Environment,
            "version" => run.Version,
            "model" => run.Models.Count == 0 ? null : string.Join(", ", run.Models),
            "user" => run.UserId,
            "session" => run.SessionId,
            _ => null,
        };

    private static string? TitleOf(RunRow run, RunColumn column) =>
        column.Name == "tokens"
            ? $"{Format.ExactCount(run.Tokens.Input)} in, {Format.ExactCount(run.Tokens.Output)} out"
            : TextOf(run, column);
}
