namespace OrleansBroker.Coordination.Shard;

/// <summary>Answers that wait until what they tell of is committed. Single-threaded.</summary>
internal sealed class HeldAnswers
{
    private readonly PriorityQueue<Answer, long> _held = new();

    public void Hold(Answer answer, long sequence) => _held.Enqueue(answer, sequence);

    public List<Answer> Release(long committedSequence)
    {
        var released = new List<Answer>();
        while (_held.TryPeek(out var answer, out var sequence) && sequence <= committedSequence)
        {
            released.Add(answer);
            _held.Dequeue();
        }

        return released;
    }
}
