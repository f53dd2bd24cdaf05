namespace OrleansBroker.Coordination.Assignors;

/// <summary>
/// Shares out slots so that no member has two more than another that could take one of them, directly or along a chain
/// of members; what has an owner moves only where that is needed. Used once, by one thread.
/// </summary>
internal sealed class Levelling
{
    private readonly IReadOnlyList<Slot> _slots;
    private readonly int[][] _eligible;
    private readonly string?[] _racks;
    private readonly int[] _loads;
    private readonly Dictionary<int, List<Slot>>[] _owned;

    /// <param name="slots">What is shared out; their owners are changed.</param>
    /// <param name="eligible">For each kind of slot the members that may have it.</param>
    /// <param name="racks">The rack of each member.</param>
    public Levelling(IReadOnlyList<Slot> slots, int[][] eligible, string?[] racks)
    {
        _slots = slots;
        _eligible = eligible;
        _racks = racks;
        _loads = new int[racks.Length];
        _owned = [.. racks.Select(_ => new Dictionary<int, List<Slot>>())];
        foreach (var slot in slots.Where(slot => slot.Owner != Slot.Nobody))
            Add(slot, slot.Owner);
    }

    public void Run()
    {
        if (_racks.Length == 0)
            return;
        GiveFreeSlotsToNearMembers();
        GiveFreeSlotsToLeastLoadedMembers();
        Level();
    }

    /// <summary>Near members first, up to the share that everybody may have: distance never costs balance.</summary>
    private void GiveFreeSlotsToNearMembers()
    {
        if (_racks.All(rack => rack is null))
            return;
        var share = (_slots.Count + _racks.Length - 1) / _racks.Length;
        foreach (var slot in _slots.Where(slot => slot.Owner == Slot.Nobody))
        {
            var near = _eligible[slot.Kind].Where(member => slot.IsNear(_racks[member]) && _loads[member] < share);
            Give(slot, LeastLoaded(near));
        }
    }

    private void GiveFreeSlotsToLeastLoadedMembers()
    {
        foreach (var slot in _slots.Where(slot => slot.Owner == Slot.Nobody))
            Give(slot, LeastLoaded(_eligible[slot.Kind]));
    }

    /// <summary>Every move takes one slot from a member to one with at least two less, so it comes to an end.</summary>
    private void Level()
    {
        var settled = false;
        while (!settled)
        {
            settled = true;
            foreach (var giver in Givers())
            {
                if (LevelFrom(giver))
                {
                    settled = false;
                    break;
                }
            }
        }
    }

    /// <summary>The most loaded first, among equals those that would give what is new to them anyway.</summary>
    private IEnumerable<int> Givers()
    {
        var least = _loads.Min();
        return Enumerable.Range(0, _loads.Length)
            .Where(member => _loads[member] >= least + 2)
            .OrderByDescending(member => _loads[member])
            .ThenByDescending(HasNewSlot)
            .ToList();
    }

    private bool HasNewSlot(int member) =>
        _owned[member].Values.Any(slots => slots.Exists(slot => slot.FormerOwner != member));

    /// <summary>Searches, nearest first, for a chain to a member with two less, and shifts one slot along it.</summary>
    private bool LevelFrom(int giver)
    {
        var cameFrom = new Dictionary<int, (int Member, int Kind)> { [giver] = (Slot.Nobody, 0) };
        var seenKinds = new HashSet<int>();
        var frontier = new List<int> { giver };
        while (frontier.Count > 0)
        {
            var next = new List<int>();
            foreach (var member in frontier)
                Expand(member, cameFrom, seenKinds, next);
            var taker = LeastLoaded(next);
            if (taker != Slot.Nobody && _loads[taker] <= _loads[giver] - 2)
            {
                Shift(taker, cameFrom);
                return true;
            }

            frontier = next;
        }

        return false;
    }

    private void Expand(
        int member, Dictionary<int, (int Member, int Kind)> cameFrom, HashSet<int> seenKinds, List<int> next)
    {
        foreach (var kind in _owned[member].Keys.Where(seenKinds.Add))
        {
            foreach (var other in _eligible[kind])
            {
                if (cameFrom.TryAdd(other, (member, kind)))
                    next.Add(other);
            }
        }
    }

    private void Shift(int taker, Dictionary<int, (int Member, int Kind)> cameFrom)
    {
        for (var (giver, kind) = cameFrom[taker]; giver != Slot.Nobody; (giver, kind) = cameFrom[taker])
        {
            var slot = _owned[giver][kind].MaxBy(slot => Fitness(slot, giver, taker))!;
            Remove(slot, giver);
            Add(slot, taker);
            taker = giver;
        }
    }

    /// <summary>
    /// What was the taker's own before, then what the giver has only just got, then what comes nearer.
    /// </summary>
    private (bool, bool, int, int) Fitness(Slot slot, int giver, int taker) =>
        (slot.FormerOwner == taker,
         slot.FormerOwner != giver,
         Convert.ToInt32(slot.IsNear(_racks[taker])) - Convert.ToInt32(slot.IsNear(_racks[giver])),
         slot.Number);

    private int LeastLoaded(IEnumerable<int> members)
    {
        var best = Slot.Nobody;
        foreach (var member in members)
        {
            if (best == Slot.Nobody || _loads[member] < _loads[best])
                best = member;
        }

        return best;
    }

    private void Give(Slot slot, int member)
    {
        if (member != Slot.Nobody)
            Add(slot, member);
    }

    private void Add(Slot slot, int member)
    {
        slot.Owner = member;
        _loads[member]++;
        (_owned[member].TryGetValue(slot.Kind, out var slots) ? slots : _owned[member][slot.Kind] = []).Add(slot);
    }

    private void Remove(Slot slot, int member)
    {
        _loads[member]--;
        _owned[member][slot.Kind].Remove(slot);
        if (_owned[member][slot.Kind].Count == 0)
            _owned[member].Remove(slot.Kind);
    }
}
