namespace ControlPlane.Server.Platform.Layout;

/// <summary>Asks the person before something that harms. One for each circuit; <see cref="ConfirmDialog"/> shows it.</summary>
internal sealed class Confirmations
{
    private TaskCompletionSource<bool>? answer;

    public event Action? Changed;

    public Question? Asked { get; private set; }

    /// <summary>True if the person wants it. A question that is still open is answered with no.</summary>
    public Task<bool> AskAsync(Question question)
    {
        answer?.TrySetResult(false);
        answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Asked = question;
        Changed?.Invoke();
        return answer.Task;
    }

    public void Answer(bool yes)
    {
        var asked = answer;
        (answer, Asked) = (null, null);
        Changed?.Invoke();
        asked?.TrySetResult(yes);
    }
}
