namespace Antiphon.Tests.Reference;

/// <summary>SplitMix64: a generator of test inputs that owes nothing to the library's own streams.</summary>
internal sealed class SmallRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Uniform on [0, 1).</summary>
    public double Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    public int Below(int bound) => (int)(Next() * bound);

    /// <summary>A point of the simplex; entries are exponential draws, scaled.</summary>
    public double[] Law(int size) => Scaled([.. Enumerable.Range(0, size).Select(_ => -Math.Log(1 - Next()))]);

    /// <summary>A law with some entries exactly zero, never all.</summary>
    public double[] SparseLaw(int size)
    {
        int keep = Below(size);
        return Scaled([.. Enumerable.Range(0, size).Select(i => i == keep || Next() < 0.5 ? 0.05 + Next() : 0)]);
    }

    public double[] Values(int size, double low = -1, double high = 1) =>
        [.. Enumerable.Range(0, size).Select(_ => low + (high - low) * Next())];

    /// <summary>A stochastic matrix, row-major.</summary>
    public double[] Kernel(int size) => [.. Enumerable.Range(0, size).SelectMany(_ => Law(size))];

    private static double[] Scaled(double[] weights)
    {
        double total = weights.Sum();
        return [.. weights.Select(w => w / total)];
    }
}
