namespace ControlPlane.Server.Platform.Layout;

/// <summary>Asks the person before something that harms. One for each circuit; <see cref="ConfirmDialog"/> shows it.</summary>
internal sealed class Confirmations
{
    private TaskCompletionSource<Reply>? answer;

    public event Action? Changed;

    public Question? Asked { get; private set; }

    /// <summary>A question that is still open is answered with no.</summary>
    public Task<Reply> AskAsync(Question question)
    {
        answer?.TrySetResult(default);
        answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Asked = question;
        Changed?.Invoke();
        return answer.Task;
    }

    public void Answer(Reply reply)
    {
        var asked = answer;
        (answer, Asked) = (null, null);
        Changed?.Invoke();
        asked?.TrySetResult(reply);
    }
}
