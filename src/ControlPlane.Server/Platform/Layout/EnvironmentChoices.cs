namespace ControlPlane.Server.Platform.Layout;

/// <summary>Tells the header which environments there are to choose from. Whoever stores them registers it.</summary>
internal sealed record EnvironmentChoices(Func<CancellationToken, Task<IReadOnlyList<string>>> ReadAsync);
