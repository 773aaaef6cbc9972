using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Antiphon.Numerics;

/// <summary>
/// Eight generators xoshiro256++ side by side, each in a lane of its own. A lane gives the same numbers as <see cref="Xoshiro256"/> does.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct Xoshiro256Lanes
{
    /// <summary>Number of generators.</summary>
    public const int Width = 8;

    private const double UnitOf53Bits = 1.0 / (1UL << 53);

    private Vector512<ulong> word0;
    private Vector512<ulong> word1;
    private Vector512<ulong> word2;
    private Vector512<ulong> word3;

    /// <summary>Starts from eight keys, as <see cref="RandomStream.Restart"/> does from one.</summary>
    /// <param name="keys">The keys, by lane.</param>
    public Xoshiro256Lanes(Vector512<ulong> keys)
    {
        word0 = RandomStream.SplitMix64(keys, 1);
        word1 = RandomStream.SplitMix64(keys, 2);
        word2 = RandomStream.SplitMix64(keys, 3);
        word3 = RandomStream.SplitMix64(keys, 4);
    }

    /// <summary>The next 64 uniformly random bits of the lanes of a mask; the others stay where they are, and what they yield is not used.</summary>
    /// <param name="moving">All bits of a lane that moves, none of one that stays.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<ulong> Next(Vector512<ulong> moving)
    {
        (Vector512<ulong> s0, Vector512<ulong> s1, Vector512<ulong> s2, Vector512<ulong> s3) = (word0, word1, word2, word3);
        Vector512<ulong> sum = s0 + s3;
        Vector512<ulong> result = ((sum << 23) | (sum >>> 41)) + s0;
        Vector512<ulong> shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = (s3 << 45) | (s3 >>> 19);
        word0 = Vector512.ConditionalSelect(moving, s0, word0);
        word1 = Vector512.ConditionalSelect(moving, s1, word1);
        word2 = Vector512.ConditionalSelect(moving, s2, word2);
        word3 = Vector512.ConditionalSelect(moving, s3, word3);
        return result;
    }

    /// <summary>Random bits as numbers in [0, 1), as <see cref="RandomStream.NextDouble"/> makes them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Unit(Vector512<ulong> bits) => Vector512.ConvertToDouble(bits >>> 11) * UnitOf53Bits;

    /// <summary>Random bits as numbers in (0, 1), as <see cref="RandomStream.NextOpenDouble"/> makes them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> OpenUnit(Vector512<ulong> bits) =>
        Vector512.ConvertToDouble((bits >>> 11) | Vector512<ulong>.One) * UnitOf53Bits;

    /// <summary>The generator of one lane.</summary>
    public readonly Xoshiro256 this[int lane] =>
        new(word0.GetElement(lane), word1.GetElement(lane), word2.GetElement(lane), word3.GetElement(lane));

    /// <summary>Puts a generator into a lane.</summary>
    public void Set(int lane, Xoshiro256 generator)
    {
        (ulong first, ulong second, ulong third, ulong fourth) = generator.Words;
        word0 = word0.WithElement(lane, first);
        word1 = word1.WithElement(lane, second);
        word2 = word2.WithElement(lane, third);
        word3 = word3.WithElement(lane, fourth);
    }
}
