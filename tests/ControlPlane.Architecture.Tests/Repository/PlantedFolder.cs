namespace ControlPlane.Architecture.Tests.Repository;

/// <summary>A folder with files that break a rule, gone after the test.</summary>
internal sealed class PlantedFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("planted").FullName;

    public PlantedFolder With(string file, string content = "")
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
