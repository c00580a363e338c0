using System.Runtime.InteropServices;
using ControlPlane.Samples.Fleet;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    var key = Environment.GetEnvironmentVariable(FleetOptions.KeyVariable);
    return await new Show(FleetOptions.Read(args, key), TimeProvider.System).PlayAsync(stop.Token);
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message + "\n" + FleetOptions.Usage);
    return 2;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
