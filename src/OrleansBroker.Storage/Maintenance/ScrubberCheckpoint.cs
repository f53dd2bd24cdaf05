using System.Globalization;
using OrleansBroker.Protocol;
using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Maintenance;

/// <summary>
/// How far the scrubber has come, so that brokers which restart every day verify all of their data too. What is lost
/// of it is verified once more. Single-threaded.
/// </summary>
/// <remarks>
/// Three lines: the version, when the pass began in milliseconds since 1970, and the segment to go on with as
/// <c>topic partition base-offset</c>, empty after a whole pass.
/// </remarks>
internal sealed class ScrubberCheckpoint(IFileSystem files, string folder)
{
    private const string Version = "0";

    private readonly string _path = Path.Combine(folder, LogFileNames.Scrubber);

    /// <summary>When the latest pass began, null before the first one, and where it goes on, null after its
    /// end.</summary>
    public (DateTimeOffset? Began, ScrubPosition? Next) Read()
    {
        var lines = AtomicFile.TryReadText(files, _path)?.Split('\n') ?? [];
        return lines is [Version, var began, var next, ..] && long.TryParse(began, out var beganMs)
            ? (DateTimeOffset.FromUnixTimeMilliseconds(beganMs), Parse(next.Split(' ')))
            : (null, null);
    }

    /// <exception cref="IOException">The disk refused.</exception>
    public void Write(DateTimeOffset began, ScrubPosition? next)
    {
        var position = next is { } segment
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{segment.Partition.Topic} {segment.Partition.Partition} {segment.BaseOffset}")
            : string.Empty;
        var beganMs = began.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        AtomicFile.Write(files, _path, $"{Version}\n{beganMs}\n{position}\n");
    }

    private static ScrubPosition? Parse(string[] fields) =>
        fields is [var topic, var partition, var baseOffset]
        && int.TryParse(partition, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(baseOffset, CultureInfo.InvariantCulture, out var offset)
            ? new ScrubPosition(new TopicPartition(topic, number), offset)
            : null;
}
