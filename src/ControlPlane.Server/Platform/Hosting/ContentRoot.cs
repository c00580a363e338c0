namespace ControlPlane.Server.Platform.Hosting;

/// <summary>Finds the folder that holds appsettings.json and wwwroot, whatever the current folder is.</summary>
internal static class ContentRoot
{
    public static string Find()
    {
        // A published server has wwwroot beside it; one that was only built has it at the top of the repository.
        if (Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")))
        {
            return AppContext.BaseDirectory;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ControlPlane.sln")))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
