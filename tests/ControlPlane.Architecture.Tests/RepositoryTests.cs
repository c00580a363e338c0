using ControlPlane.Architecture.Tests.Reading;
using ControlPlane.Architecture.Tests.Repository;
using ControlPlane.Architecture.Tests.Rules;

namespace ControlPlane.Architecture.Tests;

public sealed class RepositoryTests
{
    private static string Sources => Path.Combine(Product.Folder, "src");

    private static string Server => Path.Combine(Sources, "ControlPlane.Server");

    [Fact]
    public void The_top_of_the_repository_is_as_agreed()
    {
        Assert.True(Places.TopEntries(Product.Folder).Count() >= 15);
        Nothing.In(Places.OfTop(Product.Folder).Except());
    }

    [Fact]
    public void Projects_reference_only_whom_they_may()
    {
        string[] folders = [Sources, Path.Combine(Product.Folder, "samples")];
        Assert.True(Places.ProjectFiles(folders).Count() >= 2);
        Nothing.In(Places.OfProjects(folders).Except());
    }

    [Fact]
    public void Every_capability_has_a_short_README()
    {
        Assert.True(Places.Capabilities(Server).Count() >= 5);
        Nothing.In(Places.OfReadmes(Server).Except());
    }

    [Fact]
    public void Program_and_ServerApp_are_tables_of_contents()
    {
        Assert.True(File.ReadLines(Path.Combine(Server, "ServerApp.cs")).Count() > 40);
        Nothing.In(Places.OfLength(Server, ("Program.cs", 25), ("ServerApp.cs", 140)).Except());
    }

    [Fact]
    public void No_file_names_a_package_registry()
    {
        Assert.True(PackageHosts.Files(Product.Folder).Count() > 400);
        Nothing.In(PackageHosts.Violations(Product.Folder).Except());
    }

    [Fact]
    public void A_stray_file_at_the_top_is_found()
    {
        using var planted = new PlantedFolder().With("README.md").With("notes.txt").With("bin/app").With("lib/a.cs");

        Assert.Equal(
            ["lib: has no place at the top", "notes.txt: has no place at the top"],
            Places.OfTop(planted.Path).Except()
        );
    }

    [Fact]
    public void A_reference_from_the_domain_to_the_server_is_found()
    {
        const string project =
            """<Project><ItemGroup><ProjectReference Include="../{0}/{0}.csproj" /></ItemGroup></Project>""";
        using var planted = new PlantedFolder()
            .With("Domain/ControlPlane.Domain.csproj", project.Replace("{0}", "ControlPlane.Server"))
            .With("Server/ControlPlane.Server.csproj", project.Replace("{0}", "ControlPlane.Domain"));

        Assert.Equal(["ControlPlane.Domain: references ControlPlane.Server"], Places.OfProjects(planted.Path).Except());
    }

    [Fact]
    public void A_missing_README_and_a_long_one_are_found()
    {
        using var planted = new PlantedFolder()
            .With("Access/README.md", "# Access\n")
            .With("Agents/Agent.cs")
            .With("Runs/README.md", string.Concat(Enumerable.Repeat("line\n", 16)))
            .With("Platform/Storage/Db.cs");

        Assert.Equal(
            ["Agents: has no README.md", "Runs: has a README.md of more than 15 lines"],
            Places.OfReadmes(planted.Path).Except()
        );
    }

    [Fact]
    public void A_table_of_contents_that_grew_is_found()
    {
        using var planted = new PlantedFolder().With("Program.cs", "one\ntwo\nthree\n").With("ServerApp.cs", "one\n");

        Assert.Equal(
            ["Program.cs: has more than 2 lines"],
            Places.OfLength(planted.Path, ("Program.cs", 2), ("ServerApp.cs", 2)).Except()
        );
    }

    [Fact]
    public void A_registry_in_a_lock_file_is_found()
    {
        const string host = "npmjs" + ".org";
        using var planted = new PlantedFolder()
            .With("web/package-lock.json", $$"""{ "resolved": "https://registry.{{host}}/left-pad" }""")
            .With("obj/project.assets.json", host)
            .With("README.md", "Packages come from the feed of your machine.");

        Assert.Equal([$"web/package-lock.json: {host}"], PackageHosts.Violations(planted.Path).Except());
    }
}
