using ControlPlane.Architecture.Tests.Planted.Screens.Platform.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ControlPlane.Architecture.Tests.Planted.Screens.Platform.Storage
{
    internal sealed class PlantedDb(DbContextOptions<PlantedDb> options) : DbContext(options);
}

namespace ControlPlane.Architecture.Tests.Planted.Screens.Platform.Layout
{
    internal sealed class BadFrame : ComponentBase
    {
        [CascadingParameter]
        public HttpContext? Request { get; set; }
    }
}

namespace ControlPlane.Architecture.Tests.Planted.Screens.Runs
{
    internal sealed class BadComponent : ComponentBase
    {
        protected override async Task OnInitializedAsync()
        {
            try
            {
                await Task.Yield();
            }
            catch (NpgsqlException)
            {
                StateHasChanged();
            }
        }
    }

    internal static class BadEndpoints
    {
        public static Delegate Handler => static (PlantedDb db) => db.ToString();
    }

    internal static class WorseEndpoints
    {
        public static async Task AnswerAsync(NpgsqlDataSource database)
        {
            await using var command = database.CreateCommand();
        }
    }

    internal static class StoresThings
    {
        public static string Of(PlantedDb db) => db.ToString()!;
    }
}

namespace ControlPlane.Architecture.Tests.Planted.Screens.Runs.Pages
{
    [Route("/bad")]
    internal sealed class BadPage : ComponentBase
    {
        private NpgsqlConnection? connection;

        protected override void OnInitialized() => connection = null;

        protected override bool ShouldRender() => connection is null;
    }

    [Route("/open"), AllowAnonymous]
    internal sealed class OpenPage : ComponentBase;

    [Route("/vague"), Authorize]
    internal sealed class VaguePage : ComponentBase;

    [Route("/good"), Authorize(Policy = "viewer")]
    internal sealed class GoodPage : ComponentBase;

    internal sealed record BadSnapshot(PlantedDb Source);
}
