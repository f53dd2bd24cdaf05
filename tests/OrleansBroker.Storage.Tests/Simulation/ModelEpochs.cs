namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>Where each leader epoch of the model began, and the answer to OffsetForLeaderEpoch.</summary>
internal sealed class ModelEpochs
{
    public List<LeaderEpoch> Entries { get; private set; } = [];

    public void Assign(int epoch, long offset)
    {
        Entries.RemoveAll(entry => entry.Epoch != epoch && (entry.StartOffset >= offset || entry.Epoch > epoch));
        if (Entries.All(entry => entry.Epoch < epoch))
        {
            Entries.Add(new LeaderEpoch(epoch, offset));
        }
    }

    public void CutEnd(long endOffset) => Entries.RemoveAll(entry => entry.StartOffset >= endOffset);

    public void CutStart(long startOffset)
    {
        var holder = Entries.FindLastIndex(entry => entry.StartOffset <= startOffset);
        if (holder >= 0)
        {
            Entries.RemoveRange(0, holder);
            Entries[0] = Entries[0] with { StartOffset = startOffset };
        }
    }

    public void Rebuild(IEnumerable<ModelBatch> batches, long startOffset)
    {
        Entries = [];
        foreach (var batch in batches)
        {
            Assign(batch.Info.LeaderEpoch, batch.Base);
        }

        CutStart(startOffset);
    }

    /// <summary>The epoch that ended last among those up to the asked one, and where the one after it begins.</summary>
    public (int Epoch, long EndOffset) EndOf(int epoch, long endOffset)
    {
        if (epoch < 0 || Entries.All(entry => entry.Epoch < epoch))
        {
            return (-1, -1);
        }

        var earlier = Entries.FindAll(entry => entry.Epoch <= epoch);
        var later = Entries.FindAll(entry => entry.Epoch > epoch);
        return (
            earlier.Count > 0 ? earlier[^1].Epoch : epoch,
            later.Count > 0 ? later[0].StartOffset : endOffset);
    }
}
