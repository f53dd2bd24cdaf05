using Orleans;

namespace OrleansBroker.Grains.Controller;

/// <summary>What grain storage holds of one record, whatever serializer the storage provider uses.</summary>
[GenerateSerializer, Alias("OrleansBroker.StoredRecord")]
internal sealed class StoredRecord
{
    /// <summary>Format of <see cref="Json"/>.</summary>
    [Id(0)] public int Format { get; set; } = 1;

    /// <summary>Chosen by the writer for this write, so that it knows its own write again.</summary>
    [Id(1)] public Guid Nonce { get; set; }

    /// <summary>The record's content.</summary>
    [Id(2)] public string Json { get; set; } = "";
}
