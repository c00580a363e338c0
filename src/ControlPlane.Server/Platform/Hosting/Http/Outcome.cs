using System.Diagnostics.CodeAnalysis;

namespace ControlPlane.Server.Platform.Hosting.Http;

/// <summary>What an action answers: a value, or why not. A page shows the refusal, an endpoint sends it.</summary>
internal sealed class Outcome<T>
{
    private Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    public T? Value { get; }

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Done => Refusal is null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    public IResult ToHttp(Func<T, IResult> done) => Done ? done(Value) : Refusal.ToHttp();
}
