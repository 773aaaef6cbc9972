using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Tests.Planning;

/// <summary>Sweeps run thousands of times: they must not feed the garbage collector.</summary>
public class AllocationTests
{
    [Fact]
    public void A_sweep_of_value_iteration_allocates_nothing()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        ExactPopulation surrogate = new(game, 6);
        LocalKernels kernels = new(game, LocalPolicy.Uniform(game).Probabilities);
        using Workers workers = new(1);
        OptimalBackup backup = new(surrogate, kernels, surrogate.Bind(kernels, workers), workers);
        backup.Sweep();
        Assert.Equal(0, Allocated(() => backup.Sweep()));
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("mean-field")]
    public void More_sweeps_of_evaluation_and_occupancy_allocate_no_more(string kind)
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat").WithAgents(6);
        PopulationModel model = kind == "exact" ? new ExactPopulation(game, 6) : new MeanFieldPopulation(game, 4);
        CountLattice observations = new(5, 2);
        using Workers workers = new(1);
        PairEvaluation evaluator = new(model, observations, workers);
        evaluator.SetGlobal(new UniformGlobalPolicy(2, 5));
        evaluator.SetLocal(LocalPolicy.Uniform(game));
        evaluator.Evaluate(1, default);
        evaluator.Occupy(1, default);
        Assert.Equal(0, Allocated(() => evaluator.Evaluate(1e-8, default)));
        Assert.Equal(0, Allocated(() => evaluator.Occupy(1e-8, default)));
    }

    private static long Allocated(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
