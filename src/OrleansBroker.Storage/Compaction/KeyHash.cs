using System.Buffers.Binary;
using System.Numerics;

namespace OrleansBroker.Storage.Compaction;

/// <summary>
/// SipHash-2-4 with 128 bits of result. Its secret keeps clients from choosing record keys that collide: a collision
/// would make compaction drop somebody else's record. Immutable, thread-safe.
/// </summary>
internal readonly struct KeyHash(ulong secretLow, ulong secretHigh)
{
    /// <summary>Hashes a record's key.</summary>
    public HashedKey Of(ReadOnlySpan<byte> key)
    {
        var state = new State(secretLow, secretHigh);
        var last = (ulong)(byte)key.Length << 56;
        while (key.Length >= sizeof(ulong))
        {
            state.Mix(BinaryPrimitives.ReadUInt64LittleEndian(key));
            key = key[sizeof(ulong)..];
        }

        for (var index = 0; index < key.Length; index++)
        {
            last |= (ulong)key[index] << (8 * index);
        }

        state.Mix(last);
        return new HashedKey(state.Finish(0xEE), state.Finish(0xDD));
    }

    /// <summary>The four words of the algorithm, under its own names.</summary>
    private struct State(ulong k0, ulong k1)
    {
        private ulong _v0 = k0 ^ 0x736f6d6570736575;
        private ulong _v1 = k1 ^ 0x646f72616e646f6d ^ 0xEE;
        private ulong _v2 = k0 ^ 0x6c7967656e657261;
        private ulong _v3 = k1 ^ 0x7465646279746573;

        public void Mix(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        public ulong Finish(ulong domain)
        {
            if (domain == 0xEE)
            {
                _v2 ^= domain;
            }
            else
            {
                _v1 ^= domain;
            }

            Round();
            Round();
            Round();
            Round();
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        private void Round()
        {
            _v0 += _v1;
            _v2 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v1;
            _v0 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
