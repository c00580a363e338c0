using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ControlPlane.Architecture.Tests.Reading;

/// <summary>
/// Collects what a type mentions: bases, members, attributes and method bodies, and the same of everything nested in
/// it. The compiler moves the bodies of lambdas, iterators and async methods to nested types, so theirs count too.
/// </summary>
internal sealed class CodeReading
{
    public HashSet<TypeUse> Uses { get; } = [];

    /// <summary>Methods that are called, as <c>Namespace.Type::name/parameters</c>.</summary>
    public HashSet<string> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>Text literals and constants.</summary>
    public HashSet<string> Texts { get; } = new(StringComparer.Ordinal);

    public void Read(TypeDefinition type)
    {
        Add(type.BaseType);
        AddAttributes(type);
        AddGenerics(type);
        foreach (var implemented in type.Interfaces)
        {
            Add(implemented.InterfaceType);
        }

        foreach (var field in type.Fields)
        {
            Add(field.FieldType);
            AddAttributes(field);
            AddText(field.Constant);
        }

        foreach (var property in type.Properties)
        {
            AddAttributes(property);
        }

        foreach (var method in type.Methods)
        {
            Read(method);
        }

        foreach (var nested in type.NestedTypes)
        {
            Read(nested);
        }
    }

    private void Read(MethodDefinition method)
    {
        AddSignature(method);
        AddAttributes(method);
        AddAttributes(method.MethodReturnType);
        AddGenerics(method);
        foreach (var parameter in method.Parameters)
        {
            AddAttributes(parameter);
        }

        if (!method.HasBody)
        {
            return;
        }

        foreach (var variable in method.Body.Variables)
        {
            Add(variable.VariableType);
        }

        foreach (var handler in method.Body.ExceptionHandlers)
        {
            Add(handler.CatchType);
        }

        foreach (var instruction in method.Body.Instructions)
        {
            Read(instruction);
        }
    }

    private void Read(Instruction instruction)
    {
        switch (instruction.Operand)
        {
            case string text:
                AddText(text);
                break;
            case TypeReference type:
                Add(type);
                break;
            case FieldReference field:
                Add(field.DeclaringType);
                Add(field.FieldType);
                break;
            case MethodReference method:
                Add(method.DeclaringType);
                AddSignature(method);
                Calls.Add($"{method.DeclaringType.FullName}::{method.Name}/{method.Parameters.Count}");
                break;
        }
    }

    private void AddSignature(MethodReference method)
    {
        Add(method.ReturnType);
        foreach (var parameter in method.Parameters)
        {
            Add(parameter.ParameterType);
        }

        if (method is GenericInstanceMethod generic)
        {
            foreach (var argument in generic.GenericArguments)
            {
                Add(argument);
            }
        }
    }

    private void AddGenerics(IGenericParameterProvider provider)
    {
        foreach (var constraint in provider.GenericParameters.SelectMany(static parameter => parameter.Constraints))
        {
            Add(constraint.ConstraintType);
        }
    }

    private void AddAttributes(ICustomAttributeProvider provider)
    {
        foreach (var attribute in provider.CustomAttributes)
        {
            Add(attribute.AttributeType);
            var named = attribute.Properties.Concat(attribute.Fields).Select(static pair => pair.Argument);
            foreach (var argument in attribute.ConstructorArguments.Concat(named))
            {
                AddArgument(argument);
            }
        }
    }

    private void AddArgument(CustomAttributeArgument argument)
    {
        switch (argument.Value)
        {
            case TypeReference type:
                Add(type);
                break;
            case CustomAttributeArgument boxed:
                AddArgument(boxed);
                break;
            case CustomAttributeArgument[] several:
                Array.ForEach(several, AddArgument);
                break;
        }
    }

    private void Add(TypeReference? type) => Uses.UnionWith(TypeUse.In(type));

    private void AddText(object? constant)
    {
        if (constant is string text)
        {
            Texts.Add(text);
        }
    }
}
