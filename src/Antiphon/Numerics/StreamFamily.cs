namespace Antiphon.Numerics;

/// <summary>
/// The children of one stream for one purpose. <see cref="SplitInto"/> gives the same children as <see cref="RandomStream.SplitInto"/>,
/// with a third of the hashing.
/// </summary>
/// <param name="key">What the keys of all children have in common.</param>
internal readonly struct StreamFamily(ulong key)
{
    /// <summary>Turns <paramref name="target"/> into a child.</summary>
    /// <param name="target">Stream to restart.</param>
    /// <param name="index">Number of the child.</param>
    public void SplitInto(RandomStream target, long index) => target.Restart(RandomStream.ChildKey(key, index));

    /// <summary>The generators of eight children that follow one another.</summary>
    /// <param name="first">Number of the first child.</param>
    public Xoshiro256Lanes Lanes(long first) => new(RandomStream.ChildKeys(key, first));
}
