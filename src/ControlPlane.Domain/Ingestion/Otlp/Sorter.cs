namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>Keeps what was accepted apart from what was not, with its position in the request.</summary>
internal sealed class Sorter<T>
    where T : class
{
    private int _index;

    public List<T> Accepted { get; } = [];

    public List<Rejection> Rejected { get; } = [];

    public void Add(T? item, string? reason)
    {
        if (item is not null)
        {
            Accepted.Add(item);
        }
        else
        {
            Rejected.Add(new Rejection(_index, reason ?? "unreadable"));
        }

        _index++;
    }
}
