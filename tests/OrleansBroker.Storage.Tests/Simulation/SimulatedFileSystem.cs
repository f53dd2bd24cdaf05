using OrleansBroker.Storage.Files;

namespace OrleansBroker.Storage.Tests.Simulation;

/// <summary>
/// A disk in memory that does what disks do: tears writes at sectors, forgets what was not flushed, reorders it,
/// fills up, fails, and flips bits, all from one seed. Thread-safe.
/// </summary>
internal sealed class SimulatedFileSystem : IFileSystem
{
    // What Linux says of a full disk.
    private const int NoSpace = 28;

    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly HashSet<string> _locks = [];
    private readonly SimulatedDirectory _root;
    private int _generation;

    public SimulatedFileSystem(int seed)
    {
        _random = new Random(seed);
        _root = new SimulatedDirectory(Faults);
    }

    /// <summary>What has gone wrong so far.</summary>
    public Coverage<DiskFault> Faults { get; } = new();

    /// <summary>Changes of files and names until the machine stops; every call fails from then on.</summary>
    public int? ChangesUntilDeath { get; set; }

    /// <summary>Writes until one fails half way.</summary>
    public int? WritesUntilFailure { get; set; }

    /// <summary>Flushes until one fails.</summary>
    public int? FlushesUntilFailure { get; set; }

    /// <summary>Reads until they fail.</summary>
    public int? ReadsUntilFailure { get; set; }

    /// <summary>Names created, changed and removed until that fails.</summary>
    public int? NamesUntilFailure { get; set; }

    /// <summary>Bytes that may still be written before the disk is full.</summary>
    public long? Capacity { get; set; }

    /// <summary>Whether <see cref="ChangesUntilDeath"/> has come true.</summary>
    public bool IsDead => ChangesUntilDeath <= 0;

    /// <summary>The process ends: what it wrote stays in the operating system's hands.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            _generation++;
            _locks.Clear();
            ChangesUntilDeath = WritesUntilFailure = FlushesUntilFailure = null;
            ReadsUntilFailure = NamesUntilFailure = null;
            Capacity = null;
        }
    }

    /// <summary>The power is cut: what was not flushed survives in part, or not.</summary>
    public void CutPower()
    {
        Kill();
        lock (_lock)
        {
            _root.Cut(_random);
        }
    }

    /// <summary>Flips a random bit of a file below a position, for good; tells which.</summary>
    public (int Position, int Bit) FlipBit(string path, int below)
    {
        lock (_lock)
        {
            var (position, bit) = (_random.Next(below), _random.Next(8));
            FileAt(path).FlipBit(position, bit);
            Faults.Add(DiskFault.FlippedBit);
            return (position, bit);
        }
    }

    /// <summary>Flips one bit of a file, for good.</summary>
    public void FlipBitAt(string path, int position, int bit)
    {
        lock (_lock)
        {
            FileAt(path).FlipBit(position, bit);
        }
    }

    public byte[] ReadAll(string path)
    {
        lock (_lock)
        {
            return FileAt(path).Bytes.ToArray();
        }
    }

    /// <summary>Whether a power cut would leave the file under its name, with these first bytes of it.</summary>
    public bool IsDurable(string path, int length = int.MaxValue)
    {
        lock (_lock)
        {
            var (directory, name) = Parent(path);
            return directory.IsDurable(name) && FileAt(path).IsDurableUpTo(length);
        }
    }

    public IStorageFile Open(string path, bool create)
    {
        lock (_lock)
        {
            var (directory, name) = Parent(path);
            if (!directory.Seen.TryGetValue(name, out var entry))
            {
                if (!create)
                {
                    throw new FileNotFoundException("No such file in the simulation.", path);
                }

                CountName(DiskFault.FailedCreate);
                RequireRoom();
                entry = new SimulatedFile(Faults);
                directory.Change(names => names[name] = entry);
            }

            return new Handle(this, path, (SimulatedFile)entry, _generation);
        }
    }

    public IDisposable? TryLock(string path)
    {
        lock (_lock)
        {
            return _locks.Add(path) ? new FolderLock(this, path) : null;
        }
    }

    public bool FileExists(string path) => Find(path) is SimulatedFile;

    public bool DirectoryExists(string path) => Find(path) is SimulatedDirectory;

    public void CreateDirectory(string path)
    {
        lock (_lock)
        {
            var current = _root;
            foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!current.Seen.TryGetValue(name, out var next))
                {
                    CountName(DiskFault.FailedFolderCreate);
                    next = new SimulatedDirectory(Faults);
                    current.Change(names => names[name] = next);
                }

                current = (SimulatedDirectory)next;
            }
        }
    }

    public IReadOnlyList<FileEntry> ListFiles(string directory)
    {
        lock (_lock)
        {
            return
            [
                .. from entry in DirectoryAt(directory).Seen
                   where entry.Value is SimulatedFile
                   select new FileEntry(entry.Key, ((SimulatedFile)entry.Value).Length)
            ];
        }
    }

    public IReadOnlyList<string> ListDirectories(string directory)
    {
        lock (_lock)
        {
            var entries = DirectoryAt(directory).Seen;
            return [.. from entry in entries where entry.Value is SimulatedDirectory select entry.Key];
        }
    }

    public void MoveFile(string from, string to) => Move(from, to);

    public void MoveDirectory(string from, string to) => Move(from, to);

    public void DeleteFile(string path) => Delete(path);

    public void DeleteDirectory(string path) => Delete(path);

    public void SyncDirectory(string path)
    {
        lock (_lock)
        {
            var directory = DirectoryAt(path);
            try
            {
                CountFlush(DiskFault.FailedFolderSync);
            }
            catch (IOException)
            {
                directory.SyncPartly(_random);
                throw;
            }

            directory.Sync();
        }
    }

    public long FreeBytes(string path) => Capacity ?? 1L << 40;

    public long TotalBytes(string path) => 1L << 40;

    private void Move(string from, string to)
    {
        lock (_lock)
        {
            CountName(DiskFault.FailedRename);
            var (directory, name) = Parent(from);
            var newName = Parent(to).Name;
            var entry = directory.Seen[name];
            directory.Change(names =>
            {
                names.Remove(name);
                names[newName] = entry;
            });
        }
    }

    private void Delete(string path)
    {
        lock (_lock)
        {
            var (directory, name) = Parent(path);
            if (directory.Seen.ContainsKey(name))
            {
                CountName(DiskFault.FailedDelete);
                directory.Change(names => names.Remove(name));
            }
        }
    }

    private object? Find(string path)
    {
        lock (_lock)
        {
            object? current = _root;
            foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                current = (current as SimulatedDirectory)?.Seen.GetValueOrDefault(name);
            }

            return current;
        }
    }

    private SimulatedFile FileAt(string path) =>
        Find(path) as SimulatedFile ?? throw new FileNotFoundException("No such file in the simulation.", path);

    private SimulatedDirectory DirectoryAt(string path) =>
        Find(path) as SimulatedDirectory ?? throw new DirectoryNotFoundException(path);

    private (SimulatedDirectory Directory, string Name) Parent(string path) =>
        (DirectoryAt(Path.GetDirectoryName(path)!), Path.GetFileName(path));

    private void CountChange()
    {
        if (ChangesUntilDeath is { } left)
        {
            if (left <= 0)
            {
                Faults.Add(DiskFault.SuddenDeath);
                throw new IOException("The simulated machine has stopped.");
            }

            ChangesUntilDeath = left - 1;
        }
    }

    private void CountName(DiskFault failure)
    {
        CountChange();
        if (NamesUntilFailure is { } left && (NamesUntilFailure = left - 1) < 0)
        {
            Faults.Add(failure);
            throw new IOException("The simulated disk failed to change a folder.");
        }
    }

    private void CountFlush(DiskFault failure)
    {
        CountChange();
        if (FlushesUntilFailure is { } left && (FlushesUntilFailure = left - 1) < 0)
        {
            Faults.Add(failure);
            throw new IOException("The simulated disk failed to flush.");
        }
    }

    private void CountRead()
    {
        if (ReadsUntilFailure is { } left && (ReadsUntilFailure = left - 1) < 0)
        {
            Faults.Add(DiskFault.FailedRead);
            throw new IOException("The simulated disk failed to read.");
        }
    }

    private void Write(SimulatedFile file, ReadOnlySpan<byte> bytes, long position)
    {
        CountChange();
        var room = Capacity is { } capacity ? Math.Min(capacity, bytes.Length) : bytes.Length;
        var isFull = room < bytes.Length;
        var fails = isFull;
        if (isFull)
        {
            Faults.Add(DiskFault.Full);
        }

        if (WritesUntilFailure is { } left && (WritesUntilFailure = left - 1) < 0)
        {
            Faults.Add(DiskFault.FailedWrite);
            fails = true;
            room = _random.NextInt64(room + 1);
        }

        // The last write before the machine stops may be torn as well.
        if (IsDead)
        {
            Faults.Add(DiskFault.SuddenDeath);
            fails = true;
            room = _random.NextInt64(room + 1);
        }

        file.Write(bytes[..(int)room], position);
        Capacity -= room;
        if (fails)
        {
            throw isFull ? Full() : new IOException("The simulated disk failed to write.");
        }
    }

    private void RequireRoom()
    {
        if (Capacity <= 0)
        {
            throw Full();
        }
    }

    private static IOException Full() => new("The simulated disk is full.", NoSpace);

    private void Flush(SimulatedFile file)
    {
        try
        {
            CountFlush(DiskFault.FailedFlush);
        }
        catch (IOException)
        {
            file.LoseAtRandom(_random);
            if (!file.IsDurableUpTo(int.MaxValue))
            {
                Faults.Add(DiskFault.LostCleanPages);
            }

            throw;
        }

        file.Flush();
    }

    private sealed class FolderLock(SimulatedFileSystem owner, string path) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._locks.Remove(path);
            }
        }
    }

    private sealed class Handle(SimulatedFileSystem owner, string path, SimulatedFile file, int generation)
        : IStorageFile
    {
        private bool _isClosed;

        public string Path => path;

        public long Length => Run(() => (long)file.Length);

        public int Read(Span<byte> buffer, long position)
        {
            lock (owner._lock)
            {
                Check();
                owner.CountRead();
                return file.Read(buffer, position);
            }
        }

        public int ReadCached(Span<byte> buffer, long position) => Read(buffer, position);

        public void Write(ReadOnlySpan<byte> bytes, long position)
        {
            lock (owner._lock)
            {
                Check();
                owner.Write(file, bytes, position);
            }
        }

        public void Truncate(long length) => Run(() =>
        {
            owner.CountChange();
            file.Truncate(length);
            return 0;
        });

        public void FlushData() => Run(() =>
        {
            owner.Flush(file);
            return 0;
        });

        public void DropCache() => Run(() =>
        {
            file.DropCache();
            return 0;
        });

        public void Dispose() => _isClosed = true;

        private T Run<T>(Func<T> action)
        {
            lock (owner._lock)
            {
                Check();
                return action();
            }
        }

        private void Check()
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (generation != owner._generation)
            {
                throw new IOException("The process that opened this handle is gone.");
            }
        }
    }
}
