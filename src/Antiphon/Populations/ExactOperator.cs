using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>Advance on the lattice of n agents; the derivative by tagging one of them.</summary>
internal sealed class ExactOperator : PopulationOperator
{
    private readonly ExactPopulation population;
    private readonly LocalKernels kernels;
    private readonly Lazy<TaggedAgent> tagged;
    private readonly Workers workers;
    private readonly Advance[] advances;
    private Advance[]? othersAdvances;
    private FunctionBuffer othersMeasure = null!;
    private FunctionBuffer othersPushed = null!;

    internal ExactOperator(
        ExactPopulation population, LocalKernels kernels, LatticeRows rows, Lazy<TaggedAgent> tagged, Workers workers)
    {
        this.population = population;
        this.kernels = kernels;
        this.tagged = tagged;
        this.workers = workers;
        var scratch = new PackedScratch(population.Lattice.Size, kernels.GlobalStates);
        advances = new Advance[kernels.GlobalStates];
        for (var globalState = 0; globalState < advances.Length; globalState++)
        {
            advances[globalState] = Populations.Advance.Create(population.Lattice, rows, kernels.Transition(globalState), kernels.GlobalStates, workers, scratch);
        }
    }

    public override string Notice => advances.Select(advance => advance.Notice).FirstOrDefault(notice => notice.Length > 0) ?? "";

    internal override void Advance(int globalState, FunctionBuffer function, FunctionBuffer result) =>
        advances[globalState].Apply(function, result);

    internal override void Push(int globalState, FunctionBuffer measure, FunctionBuffer result) =>
        advances[globalState].ApplyAdjoint(measure, result);

    // d(A_M V)(c) / dM[x][y] = c_x E[V(c'_others + e_y)], the others being c - e_x. Summed against weights by pushing the weights forward.
    internal override void AddMoveDerivative(int globalState, FunctionBuffer function, FunctionBuffer weight, Span<double> derivative)
    {
        EnsureOthers();
        var states = population.Lattice.States;
        var stride = population.Stride;
        var (others, value, source) = (tagged.Value, function.Span.ToArray(), weight.Span.ToArray());
        for (var from = 0; from < states; from++)
        {
            var measure = othersMeasure.Span;
            for (var rank = 0; rank < others.Others.Size; rank++)
            {
                var agents = others.OthersCounts[(rank * states) + from] + 1;
                var here = source.AsSpan(others.With[(rank * states) + from] * stride, stride);
                for (var channel = 0; channel < stride; channel++)
                {
                    measure[(rank * stride) + channel] = agents * here[channel];
                }
            }

            othersAdvances![globalState].ApplyAdjoint(othersMeasure, othersPushed);
            for (var to = 0; to < states; to++)
            {
                derivative[(from * states) + to] += Pair(others, to, value, stride);
            }
        }
    }

    private double Pair(TaggedAgent others, int to, double[] value, int stride)
    {
        var states = population.Lattice.States;
        var pushed = othersPushed.Span;
        var sum = new NeumaierSum();
        for (var rank = 0; rank < others.Others.Size; rank++)
        {
            var after = value.AsSpan(others.With[(rank * states) + to] * stride, stride);
            var product = 0.0;
            for (var channel = 0; channel < stride; channel++)
            {
                product += pushed[(rank * stride) + channel] * after[channel];
            }

            sum.Add(product);
        }

        return sum.Value;
    }

    private void EnsureOthers()
    {
        if (othersAdvances is not null)
        {
            return;
        }

        var others = tagged.Value;
        othersMeasure = new FunctionBuffer(others.Others.Size * population.Stride);
        othersPushed = new FunctionBuffer(others.Others.Size * population.Stride);
        var scratch = new PackedScratch(others.Others.Size, kernels.GlobalStates);
        othersAdvances = new Advance[kernels.GlobalStates];
        for (var globalState = 0; globalState < othersAdvances.Length; globalState++)
        {
            othersAdvances[globalState] = Populations.Advance.Create(
                others.Others, others.Rows, kernels.Transition(globalState), kernels.GlobalStates, workers, scratch);
        }
    }
}
