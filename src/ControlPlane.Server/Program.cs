using ControlPlane.Server;
using ControlPlane.Server.Platform.Hosting;

try
{
    var app = await ServerApp.BuildAsync(args);
    app.AnnounceAddresses();
    await app.RunAsync();
    return 0;
}
catch (Exception failure) when (StartFailure.Describe(failure) is { } words)
{
    await Console.Error.WriteLineAsync(words);
    return 1;
}
