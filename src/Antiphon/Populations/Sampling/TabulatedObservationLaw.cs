using System.Runtime.CompilerServices;

namespace Antiphon.Populations;

/// <summary>An observation law as a matrix of nodes by histograms. Holds no scratch memory.</summary>
/// <param name="observations">Count vectors of the k agents seen.</param>
/// <param name="table">P[h * observations + rank(F)].</param>
/// <param name="cancellation">Cancels all work with the law.</param>
internal sealed class TabulatedObservationLaw(CountLattice observations, double[] table, CancellationToken cancellation = default)
    : ObservationLaw
{
    public override CountLattice Observations => observations;

    private int Nodes => table.Length / observations.Size;

    internal override void Expect(FunctionBuffer function, FunctionBuffer atNodes, int stride)
    {
        switch (Lanes.Width(stride))
        {
            case 8:
                Gather<Lanes512>(function, atNodes, stride);
                break;
            case 4:
                Gather<Lanes256>(function, atNodes, stride);
                break;
            case 2:
                Gather<Lanes128>(function, atNodes, stride);
                break;
            default:
                Gather<Lanes64>(function, atNodes, stride);
                break;
        }
    }

    internal override void Adjoint(FunctionBuffer atNodes, FunctionBuffer function, int stride)
    {
        function.Span.Clear();
        switch (Lanes.Width(stride))
        {
            case 8:
                Scatter<Lanes512>(atNodes, function, stride);
                break;
            case 4:
                Scatter<Lanes256>(atNodes, function, stride);
                break;
            case 2:
                Scatter<Lanes128>(atNodes, function, stride);
                break;
            default:
                Scatter<Lanes64>(atNodes, function, stride);
                break;
        }
    }

    private void Gather<TLanes>(FunctionBuffer function, FunctionBuffer atNodes, int stride)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int node = 0; node < Nodes; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            ref double row = ref table[node * observations.Size];
            for (int channel = 0; channel < stride; channel += TLanes.Width)
            {
                TLanes sum = TLanes.Zero;
                for (nint observation = 0; observation < observations.Size; observation++)
                {
                    sum = TLanes.MultiplyAdd(
                        Unsafe.Add(ref row, observation),
                        TLanes.Load(ref function.Reference, (observation * stride) + channel),
                        sum
                    );
                }

                TLanes.Store(sum, ref atNodes.Reference, ((nint)node * stride) + channel);
            }
        }
    }

    private void Scatter<TLanes>(FunctionBuffer atNodes, FunctionBuffer function, int stride)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int node = 0; node < Nodes; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            ref double row = ref table[node * observations.Size];
            for (int channel = 0; channel < stride; channel += TLanes.Width)
            {
                TLanes value = TLanes.Load(ref atNodes.Reference, ((nint)node * stride) + channel);
                for (nint observation = 0; observation < observations.Size; observation++)
                {
                    nint place = (observation * stride) + channel;
                    TLanes.Store(
                        TLanes.MultiplyAdd(Unsafe.Add(ref row, observation), value, TLanes.Load(ref function.Reference, place)),
                        ref function.Reference,
                        place
                    );
                }
            }
        }
    }
}
