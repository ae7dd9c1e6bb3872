import { scriptedSubject } from '#main/agents/testing/scripted-subject.ts';
import { behave } from './behave.ts';

behave(scriptedSubject);
