namespace ControlPlane.Server.Platform.Storage;

/// <summary>
/// Names a table whose rows the app's role may add and read, never change or delete. A capability registers it as a
/// singleton.
/// </summary>
/// <param name="Name">The table's name in the database, without a schema.</param>
internal sealed record AppendOnlyTable(string Name);
