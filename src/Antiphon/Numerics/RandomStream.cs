using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Antiphon.Numerics;

/// <summary>
/// A reproducible source of random numbers: the generator xoshiro256++ (Blackman and Vigna), its 256 bits of state filled by SplitMix64
/// from a 64-bit key. A stream can be split by purpose and index; the child depends on the key alone, never on how much of the parent was
/// used. Not safe for use by several threads at once: give every thread streams of its own.
/// </summary>
public sealed class RandomStream
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private const double UnitOf53Bits = 1.0 / (1UL << 53);

    private ulong key;
    private Xoshiro256 generator;

    /// <summary>Starts the root stream of a seed.</summary>
    /// <param name="seed">Any 64-bit number; equal seeds give equal streams on every machine.</param>
    public RandomStream(ulong seed) => Restart(seed);

    /// <summary>A child stream that depends on this stream's key, the purpose and the index, and on nothing else.</summary>
    /// <param name="purpose">What the child is for, for example "rollout"; different purposes give independent streams.</param>
    /// <param name="index">Number of the child within its purpose.</param>
    public RandomStream Split(string purpose, long index = 0) => new(ChildKey(FamilyKey(key, PurposeKey(purpose)), index));

    /// <summary>Turns <paramref name="target"/> into the child that <see cref="Split"/> would create, without allocating.</summary>
    /// <param name="target">Stream to restart; it may be this stream itself.</param>
    /// <param name="purposeKey"><see cref="PurposeKey"/> of the purpose, computed once outside the loop.</param>
    /// <param name="index">Number of the child within its purpose.</param>
    public void SplitInto(RandomStream target, ulong purposeKey, long index) =>
        target.Restart(ChildKey(FamilyKey(key, purposeKey), index));

    /// <summary>A hash of a purpose that never changes: FNV-1a over the UTF-16 code units, then SplitMix64's finaliser.</summary>
    /// <param name="purpose">The purpose.</param>
    /// <exception cref="ArgumentNullException"><paramref name="purpose"/> is null.</exception>
    public static ulong PurposeKey(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        ulong hash = 0xCBF29CE484222325;
        foreach (char unit in purpose)
        {
            hash = (hash ^ unit) * 0x100000001B3;
        }

        return Mix(hash);
    }

    /// <summary>The next 64 uniformly random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64() => generator.Next();

    /// <summary>A uniform number in [0, 1), a multiple of 2^-53.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (NextUInt64() >> 11) * UnitOf53Bits;

    /// <summary>A uniform number in the open interval (0, 1), an odd multiple of 2^-53: safe to take the logarithm of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextOpenDouble() => ((NextUInt64() >> 11) | 1) * UnitOf53Bits;

    /// <summary>A uniform integer in {0, .., bound - 1}, without bias (Lemire's multiplication with rejection).</summary>
    /// <param name="bound">Positive upper end, excluded.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long NextBelow(long bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return generator.NextBelow(bound);
    }

    /// <summary>
    /// A standard normal number (Marsaglia's polar method; the second number of each pair is dropped, so that the stream carries no hidden
    /// spare).
    /// </summary>
    public double NextNormal()
    {
        while (true)
        {
            double x = (2 * NextDouble()) - 1;
            double y = (2 * NextDouble()) - 1;
            double square = (x * x) + (y * y);
            if (square is > 0 and < 1)
            {
                return x * Math.Sqrt(-2 * Math.Log(square) / square);
            }
        }
    }

    /// <summary>The generator itself, for loops that draw many numbers: they take a copy and put it back.</summary>
    internal ref Xoshiro256 Generator => ref generator;

    /// <summary>The children of this stream's present key for one purpose: what their splits have in common is computed once.</summary>
    /// <param name="purposeKey"><see cref="PurposeKey"/> of the purpose.</param>
    internal StreamFamily Family(ulong purposeKey) => new(FamilyKey(key, purposeKey));

    /// <summary>Runs the generator from a given state, for comparison with published outputs.</summary>
    internal static RandomStream FromState(ulong s0, ulong s1, ulong s2, ulong s3) =>
        new(0) { generator = new Xoshiro256(s0, s1, s2, s3) };

    /// <summary>SplitMix64's output number <paramref name="position"/> (from 1) for a seed.</summary>
    internal static ulong SplitMix64(ulong seed, ulong position) => Mix(seed + (position * GoldenGamma));

    /// <summary>The key of child number <paramref name="index"/> of a family.</summary>
    internal static ulong ChildKey(ulong familyKey, long index) => Mix(familyKey + ((ulong)index * GoldenGamma));

    /// <summary>The same for eight seeds.</summary>
    internal static Vector512<ulong> SplitMix64(Vector512<ulong> seeds, ulong position) =>
        Mix(seeds + Vector512.Create(position * GoldenGamma));

    /// <summary>The keys of eight children of a family that follow one another, the first of them number <paramref name="index"/>.</summary>
    internal static Vector512<ulong> ChildKeys(ulong familyKey, long index) =>
        Mix(Vector512.Create(familyKey) + ((Vector512.Create((ulong)index) + Vector512<ulong>.Indices) * GoldenGamma));

    /// <summary>Starts this stream anew from a key.</summary>
    internal void Restart(ulong key)
    {
        this.key = key;
        generator = new Xoshiro256(SplitMix64(key, 1), SplitMix64(key, 2), SplitMix64(key, 3), SplitMix64(key, 4));
    }

    // Each step is a bijection of its new ingredient: children of one key and purpose never collide over indices, nor those of one key and
    // index over purposes.
    private static ulong FamilyKey(ulong key, ulong purposeKey) => Mix(Mix(key + GoldenGamma) ^ purposeKey);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private static Vector512<ulong> Mix(Vector512<ulong> values)
    {
        values = (values ^ (values >>> 30)) * 0xBF58476D1CE4E5B9;
        values = (values ^ (values >>> 27)) * 0x94D049BB133111EB;
        return values ^ (values >>> 31);
    }
}
