import { nativeSubject } from '#main/agents/testing/native-subject.ts';
import { wires } from '#main/models/testing/loopback-client.ts';
import { behave } from './behave.ts';

for (const wire of wires) behave(nativeSubject(wire));
