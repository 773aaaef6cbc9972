using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Tests.Planning;

/// <summary>A pair of policies, evaluated sharply in a population model by the library.</summary>
internal sealed class Pair : IDisposable
{
    private const double Accuracy = 1e-12;
    private readonly Workers _workers = new(1);
    private readonly PopulationModel _model;
    private readonly LocalPolicy _local;
    private readonly double[] _values;
    private readonly double[] _occupancy;

    public Pair(PopulationModel model, int observations, GlobalPolicy global, LocalPolicy local)
    {
        (_model, _local) = (model, local);
        Evaluator = new PairEvaluation(model, CountLattice.Of(model.Game, observations), _workers);
        Evaluator.SetGlobal(global);
        Evaluator.SetLocal(local);
        Value = Evaluator.Evaluate(Accuracy, default);
        _values = Evaluator.Values.ToArray();
        _occupancy = Evaluator.Occupy(Accuracy, default).ToArray();
    }

    public PairEvaluation Evaluator { get; }

    public double Value { get; }

    public double ValueAt(int node, int globalState) => _values[node * _model.Stride + globalState];

    public double OccupancyAt(int node, int globalState) => _occupancy[node * _model.Stride + globalState];

    /// <summary>[s_l][s_g][a_l], flat.</summary>
    public double[] LocalGradient()
    {
        double[] gradient = new double[_local.Probabilities.Length];
        Evaluator.AddLocalGradient(gradient);
        return gradient;
    }

    /// <summary>[s_g][rank][a_g], flat, without padding.</summary>
    public double[] GlobalGradient()
    {
        List<double> all = [];
        for (int globalState = 0; globalState < _model.Game.GlobalStates; globalState++)
        {
            ReadOnlySpan<double> gradient = Evaluator.GlobalGradient(globalState);
            for (int rank = 0; rank < Evaluator.Observations.Size; rank++)
            {
                all.AddRange(gradient.Slice(rank * Evaluator.ActionStride, _model.Game.GlobalActions));
            }
        }
        return [.. all];
    }

    public void Dispose() => _workers.Dispose();
}
