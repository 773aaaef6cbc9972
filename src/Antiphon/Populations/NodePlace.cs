namespace Antiphon.Populations;

/// <summary>Which count vector of many agents is next in a walk over them, and which of its channels one register holds.</summary>
/// <param name="function">The function on count vectors of many agents.</param>
/// <param name="stride">Doubles per count vector.</param>
/// <param name="channel">The register's first channel.</param>
/// <param name="channels">How many of the register's lanes hold channels.</param>
internal ref struct NodePlace(FunctionBuffer function, int stride, int channel, int channels)
{
    private readonly ref double start = ref function.Reference;

    /// <summary>The rank of the next count vector.</summary>
    internal int Node { get; set; }

    /// <summary>The register's value at the next count vector or at one after it.</summary>
    internal readonly TLanes Load<TLanes>(int ahead)
        where TLanes : struct, ILanes<TLanes> => TLanes.Load(ref start, ((nint)(Node + ahead) * stride) + channel);

    /// <summary>Writes it.</summary>
    internal readonly void Store<TLanes>(TLanes value, int ahead)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.StoreSome(value, ref start, ((nint)(Node + ahead) * stride) + channel, 0, channels);
}
