using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace ControlPlane.Server.Tests.Platform.Hosting;

public sealed class GracefulStopTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_request_in_flight_is_stored_and_answered_while_the_server_stops()
    {
        var arrived = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(
            postgres,
            configure: builder => builder.Services.AddSingleton<IStartupFilter>(new SlowPath(arrived))
        );

        var answer = server.Http.GetAsync("/slow");
        await arrived.Task;
        await server.Services.GetRequiredService<IHost>().StopAsync();

        using var response = await answer;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("1", await response.Content.ReadAsStringAsync());
    }

    private sealed class SlowPath(TaskCompletionSource arrived) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Map("/slow", branch => branch.Run(AnswerOnceStoppingAsync));
                next(app);
            };

        private async Task AnswerOnceStoppingAsync(HttpContext context)
        {
            var stopping = new TaskCompletionSource();
            var lifetime = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
            await using var registration = lifetime.ApplicationStopping.Register(stopping.SetResult);
            arrived.SetResult();
            await stopping.Task;
            await using var command = context
                .RequestServices.GetRequiredService<NpgsqlDataSource>()
                .CreateCommand("SELECT 1");
            await context.Response.WriteAsync($"{await command.ExecuteScalarAsync()}");
        }
    }
}
