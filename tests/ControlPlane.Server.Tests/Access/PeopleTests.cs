using System.Net;
using System.Net.Http.Json;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Access;

public sealed class PeopleTests(SharedServer shared, TestPostgres postgres) : IClassFixture<SharedServer>
{
    private readonly TestServer server = shared.Server;

    [Fact]
    public async Task Added_people_are_listed_in_pages_that_miss_nobody()
    {
        await using var own = await TestServer.StartAsync(postgres);
        foreach (var role in Enum.GetValues<Role>())
        {
            await own.AddPersonAsync($"{role}@example.test", role);
        }

        using var admin = own.As(TestServer.AdminToken);
        var first = await (await admin.GetAsync("/api/v1/people?limit=3")).JsonAsync();
        var second = await (
            await admin.GetAsync($"/api/v1/people?limit=3&cursor={first.Text("nextCursor")}")
        ).JsonAsync();

        var emails = first["items"]!
            .AsArray()
            .Concat(second["items"]!.AsArray())
            .Select(static item => (string)item!["email"]!);
        Assert.Equal(
            [
                TestServer.AdminEmail,
                "Viewer@example.test",
                "Operator@example.test",
                "Manager@example.test",
                "Admin@example.test",
            ],
            emails
        );
        Assert.Null(second["nextCursor"]);
    }

    [Fact]
    public async Task Every_wrong_field_is_named()
    {
        using var admin = server.As(TestServer.AdminToken);

        var answer = await admin.PostAsJsonAsync(
            "/api/v1/people",
            new
            {
                email = "nobody",
                displayName = " ",
                role = "king",
                temporaryPassword = "short",
            }
        );

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(
            ["displayName", "email", "role", "temporaryPassword"],
            problem["errors"]!.AsObject().Select(static error => error.Key).Order()
        );
    }

    [Fact]
    public async Task An_address_is_taken_once_however_it_is_written()
    {
        var address = Names.NewAddress();
        await server.AddPersonAsync(address, Role.Viewer);
        using var admin = server.As(TestServer.AdminToken);

        var answer = await admin.PostAsJsonAsync(
            "/api/v1/people",
            new
            {
                email = address.ToUpperInvariant(),
                displayName = "Another",
                role = "viewer",
                temporaryPassword = Fleet.Password,
            }
        );

        await answer.ProblemAsync(HttpStatusCode.Conflict);
    }
}
