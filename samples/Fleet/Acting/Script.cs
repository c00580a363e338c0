using System.Text.Json.Nodes;

namespace ControlPlane.Samples.Fleet.Acting;

/// <summary>Writes a run down, step after step, on a clock of its own that starts at nought.</summary>
internal sealed class Script
{
    private readonly Dice dice;
    private readonly List<Step> steps = [];
    private readonly Stack<Step> open = new();
    private TimeSpan now;

    public Script(Dice dice, string task)
    {
        this.dice = dice;
        TraceId = dice.Hex(32);
        Task = task;
        Enter(StepKind.Task, task);
    }

    public string TraceId { get; }

    public string Task { get; }

    public string? Failure { get; private set; }

    public void Pause(double seconds) => now += TimeSpan.FromSeconds(seconds);

    /// <summary>Lets an agent work inside this run.</summary>
    public void Agent(string name, string asked, Func<string?> work)
    {
        var step = Enter(StepKind.Agent, name);
        step.Asked = asked;
        Pause(dice.Between(0.01, 0.05));
        step.Answered = work();
        Leave(step);
        open.Peek().Asked ??= asked;
        open.Peek().Answered ??= step.Answered;
    }

    /// <summary>Lets things happen at the same time.</summary>
    public void Together(params Action[] branches)
    {
        var (start, end) = (now, now);
        foreach (var branch in branches)
        {
            now = start + TimeSpan.FromMilliseconds(dice.Between(1, 30));
            branch();
            end = now > end ? now : end;
        }

        now = end;
    }

    /// <summary>The model answers with a text.</summary>
    public string Say(Talk talk, string text)
    {
        Call(talk, new Turn("assistant", text));
        return text;
    }

    /// <summary>The model asks for a tool, the tool works, and its answer joins the conversation.</summary>
    public JsonNode? Use(
        Talk talk,
        string tool,
        JsonObject arguments,
        JsonNode? result,
        double seconds,
        string? thought = null
    )
    {
        var use = Ask(talk, tool, arguments, result, thought);
        Run(use, seconds, null);
        Answer(talk, use);
        return result;
    }

    /// <summary>The same with a tool that fails; the model is told.</summary>
    public void UseInVain(Talk talk, string tool, JsonObject arguments, Fault fault, double seconds, int attempts = 1)
    {
        var use = Ask(talk, tool, arguments, new JsonObject { ["error"] = fault.Message }, null);
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            Run(use with { Attempt = attempt }, seconds, fault);
            Pause(attempt < attempts ? 0.5 * attempt : 0.01);
        }

        Answer(talk, use);
    }

    /// <summary>The provider refuses; each attempt is seen.</summary>
    public void Refused(Talk talk, Fault fault, int attempts = 1, double wait = 1)
    {
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            var call = new ModelCall(talk.Model, talk.System, talk.Turns, null, null, "", null, talk.Tools, attempt);
            var step = Enter(StepKind.Model, talk.Model.Name, call);
            Pause(fault.HttpStatus == 429 ? dice.Between(0.08, 0.3) : dice.Around(2.5));
            step.Fault = fault;
            Leave(step);
            Pause(wait * attempt * dice.Between(0.8, 1.2));
        }
    }

    public void Decide(string action, string reasoning, double confidence)
    {
        var step = Enter(StepKind.Decision, action, choice: new Choice(action, reasoning, confidence));
        Pause(dice.Between(0.005, 0.02));
        Leave(step);
    }

    /// <summary>The run fails, and everything that is open with it.</summary>
    public void Fail(Fault fault)
    {
        Failure = fault.Message;
        foreach (var step in open)
        {
            step.Fault = fault;
        }
    }

    public PlannedRun End(Card agent, string? session, string? user, string environment, string version)
    {
        Pause(dice.Between(0.01, 0.06));
        Leave(open.Peek());
        return new PlannedRun(agent, TraceId, Task, session, user, environment, version, steps, Failure);
    }

    private ToolUse Ask(Talk talk, string tool, JsonObject arguments, JsonNode? result, string? thought)
    {
        var use = new ToolUse(talk.Model.CallId(dice), tool, arguments, result);
        Call(talk, new Turn("assistant", thought, use));
        return use;
    }

    private static void Answer(Talk talk, ToolUse use) => talk.Add(new Turn("tool", null, Response: use));

    private void Run(ToolUse use, double seconds, Fault? fault)
    {
        var step = Enter(StepKind.Tool, use.Name, tool: use);
        Pause(seconds);
        step.Fault = fault;
        Leave(step);
        Pause(dice.Between(0.003, 0.03));
    }

    private void Call(Talk talk, Turn output)
    {
        var tokens = talk.Count(output, dice);
        var first = TimeSpan.FromSeconds(dice.Around(talk.Model.FirstToken) + tokens.Input / 60_000.0);
        var call = new ModelCall(
            talk.Model,
            talk.System,
            talk.Turns,
            output,
            tokens,
            talk.Model.ResponseId(dice),
            first,
            talk.Tools,
            1
        );
        var step = Enter(StepKind.Model, talk.Model.Name, call);
        now += first;
        Pause(tokens.Output / talk.Model.PerSecond * dice.Between(0.85, 1.25));
        Leave(step);
        Pause(dice.Between(0.004, 0.03));
        talk.Add(output);
    }

    private Step Enter(StepKind kind, string name, ModelCall? call = null, ToolUse? tool = null, Choice? choice = null)
    {
        var step = new Step
        {
            Id = dice.Hex(16),
            ParentId = open.TryPeek(out var parent) ? parent.Id : null,
            Kind = kind,
            Name = name,
            Start = now,
            Call = call,
            Tool = tool,
            Choice = choice,
        };
        steps.Add(step);
        open.Push(step);
        return step;
    }

    private void Leave(Step step)
    {
        step.End = now;
        open.Pop();
    }
}
