namespace ControlPlane.Server.Platform.Hosting;

/// <summary>A reason why the server cannot start, in words for whoever started it: shown alone, without a stack.</summary>
internal sealed class StartException : Exception
{
    public StartException(string message)
        : base(message) { }

    public StartException(string message, Exception cause)
        : base(message, cause) { }
}
