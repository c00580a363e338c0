using Microsoft.AspNetCore.Connections;

namespace ControlPlane.Server.Platform.Hosting;

/// <summary>Finds the words for a failure to start; null where it is not one that a person can mend by a setting.</summary>
internal static class StartFailure
{
    public static string? Describe(Exception failure) =>
        failure switch
        {
            StartException => failure.Message,
            _ when IsAddressInUse(failure) =>
                $"{failure.Message.TrimEnd('.')}. Stop the program that uses it, or choose another port with Server__Port, Otlp__HttpPort or --urls.",
            _ => null,
        };

    public static bool IsAddressInUse(Exception? failure) =>
        failure is IOException { InnerException: AddressInUseException };
}
